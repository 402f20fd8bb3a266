import { ReceiptText } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const readers: readonly Role[] = ['admin', 'finance', 'cashier', 'support', 'auditor', 'branch']

export const billing: Feature = {
  routes: [
    {
      path: '/billing',
      meta: { title: 'billing.title' },
      children: [
        { path: '', component: () => import('./views/InvoicesView.vue') },
        { path: ':id', component: () => import('./views/InvoiceView.vue') },
      ],
    },
  ],
  nav: [{ title: 'billing.title', to: '/billing', icon: ReceiptText, group: 'business', roles: readers }],
  palette: [{ title: 'billing.title', to: '/billing', roles: readers }],
}
