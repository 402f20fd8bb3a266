import { Users } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const office: readonly Role[] = ['admin', 'finance', 'cashier', 'noc', 'support', 'field', 'auditor', 'branch']
const writers: readonly Role[] = ['admin', 'support', 'branch']
const importers: readonly Role[] = ['admin', 'support']

export const customers: Feature = {
  routes: [
    {
      // One parent, so that the sidebar marks "Customers" on every page below it.
      path: '/customers',
      meta: { title: 'customers.title' },
      children: [
        { path: '', component: () => import('./views/CustomersView.vue') },
        {
          path: 'new',
          component: () => import('./views/CustomerFormView.vue'),
          meta: { title: 'customers.new_prospect' },
        },
        {
          path: 'import',
          component: () => import('./views/ImportView.vue'),
          meta: { title: 'customers.import_title' },
        },
        { path: ':id', component: () => import('./views/CustomerView.vue') },
        {
          path: ':id/edit',
          component: () => import('./views/CustomerFormView.vue'),
          meta: { title: 'customers.edit' },
        },
      ],
    },
  ],
  nav: [{ title: 'customers.title', to: '/customers', icon: Users, group: 'business', roles: office }],
  palette: [
    { title: 'customers.title', to: '/customers', roles: office },
    { title: 'customers.new_prospect', to: '/customers/new', roles: writers },
    { title: 'customers.import_title', to: '/customers/import', roles: importers },
  ],
}
