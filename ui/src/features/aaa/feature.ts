import { RadioTower } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const readers: readonly Role[] = ['admin', 'noc', 'support', 'field', 'auditor', 'branch']

export const aaa: Feature = {
  routes: [
    {
      path: '/aaa/sessions',
      component: () => import('./views/SessionsView.vue'),
      meta: { title: 'aaa.sessions.title' },
    },
  ],
  nav: [{ title: 'aaa.sessions.title', to: '/aaa/sessions', icon: RadioTower, group: 'network', roles: readers }],
  palette: [{ title: 'aaa.sessions.title', to: '/aaa/sessions', roles: readers }],
}
