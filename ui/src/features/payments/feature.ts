import { Wallet } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const readers: readonly Role[] = ['admin', 'finance', 'cashier', 'auditor', 'branch']

export const payments: Feature = {
  routes: [
    { path: '/payments', component: () => import('./views/PaymentsView.vue'), meta: { title: 'payments.title' } },
  ],
  nav: [{ title: 'payments.title', to: '/payments', icon: Wallet, group: 'business', roles: readers }],
  palette: [{ title: 'payments.title', to: '/payments', roles: readers }],
}
