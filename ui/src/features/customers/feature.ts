import { Users } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const office: readonly Role[] = ['admin', 'finance', 'cashier', 'noc', 'support', 'field', 'auditor', 'branch']

export const customers: Feature = {
  routes: [
    { path: '/customers', component: () => import('./views/CustomersView.vue'), meta: { title: 'customers.title' } },
  ],
  nav: [{ title: 'customers.title', to: '/customers', icon: Users, group: 'business', roles: office }],
  palette: [{ title: 'customers.title', to: '/customers', roles: office }],
}
