import { Target } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const office: readonly Role[] = ['admin', 'finance', 'cashier', 'noc', 'support', 'field', 'auditor', 'branch']

export const reports: Feature = {
  routes: [{ path: '/today', component: () => import('./views/TodayView.vue'), meta: { title: 'today.title' } }],
  nav: [{ title: 'today.title', to: '/today', icon: Target, group: 'day', roles: office }],
  palette: [{ title: 'today.title', to: '/today', roles: office }],
}
