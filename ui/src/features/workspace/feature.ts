import { Activity, Archive, History, ListTodo, Settings, Store, UserCog } from '@lucide/vue'
import type { Feature, NavEntry, PaletteEntry } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const admin: readonly Role[] = ['admin']
const readers: readonly Role[] = ['admin', 'auditor']
const office: readonly Role[] = ['admin', 'finance', 'cashier', 'noc', 'support', 'field', 'auditor', 'branch']

const nav: NavEntry[] = [
  { title: 'workspace.operators.title', to: '/operators', icon: UserCog, group: 'office', roles: readers },
  { title: 'workspace.branches.title', to: '/branches', icon: Store, group: 'office', roles: readers },
  { title: 'workspace.settings.title', to: '/settings', icon: Settings, group: 'office', roles: admin },
  { title: 'workspace.backups.title', to: '/backups', icon: Archive, group: 'office', roles: admin },
  { title: 'queue.title', to: '/queue', icon: ListTodo, group: 'office', roles: office },
  { title: 'audit.title', to: '/audit', icon: History, group: 'office', roles: readers },
  {
    title: 'diagnostics.title',
    to: '/diagnostics',
    icon: Activity,
    group: 'office',
    roles: ['admin', 'noc', 'auditor'],
  },
]
const account: PaletteEntry = { title: 'account.title', to: '/account', roles: [] }

export const workspace: Feature = {
  routes: [
    {
      path: '/operators',
      component: () => import('./views/OperatorsView.vue'),
      meta: { title: 'workspace.operators.title' },
    },
    {
      path: '/branches',
      component: () => import('./views/BranchesView.vue'),
      meta: { title: 'workspace.branches.title' },
    },
    {
      path: '/settings',
      component: () => import('./views/SettingsView.vue'),
      meta: { title: 'workspace.settings.title' },
    },
    {
      path: '/backups',
      component: () => import('./views/BackupsView.vue'),
      meta: { title: 'workspace.backups.title' },
    },
    { path: '/queue', component: () => import('./views/QueueView.vue'), meta: { title: 'queue.title' } },
    { path: '/audit', component: () => import('./views/AuditView.vue'), meta: { title: 'audit.title' } },
    {
      path: '/diagnostics',
      component: () => import('./views/DiagnosticsView.vue'),
      meta: { title: 'diagnostics.title' },
    },
    { path: '/account', component: () => import('@/app/layout/PasswordGate.vue'), meta: { title: 'account.title' } },
  ],
  nav,
  // Diagnostics are for everybody who is asked "what does it say?" on the telephone.
  palette: [...nav.map(({ title, to, roles }) => ({ title, to, roles: to === '/diagnostics' ? [] : roles })), account],
}
