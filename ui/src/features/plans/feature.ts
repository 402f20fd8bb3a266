import { Package } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const office: readonly Role[] = ['admin', 'finance', 'cashier', 'noc', 'support', 'field', 'auditor', 'branch']
const writers: readonly Role[] = ['admin', 'finance']

export const plans: Feature = {
  routes: [
    {
      path: '/plans',
      meta: { title: 'plans.title' },
      children: [
        { path: '', component: () => import('./views/PlansView.vue') },
        { path: 'new', component: () => import('./views/PlanFormView.vue'), meta: { title: 'plans.new' } },
        { path: ':id', component: () => import('./views/PlanFormView.vue') },
      ],
    },
  ],
  nav: [{ title: 'plans.title', to: '/plans', icon: Package, group: 'business', roles: office }],
  palette: [
    { title: 'plans.title', to: '/plans', roles: office },
    { title: 'plans.new', to: '/plans/new', roles: writers },
  ],
}
