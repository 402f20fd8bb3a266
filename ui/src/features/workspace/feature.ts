import type { Feature } from '@/app/feature'

export const workspace: Feature = {
  routes: [{ path: '/account', component: () => import('@/app/layout/PasswordGate.vue'), meta: { title: 'account.title' } }],
  nav: [],
  palette: [{ title: 'account.title', to: '/account', roles: [] }],
}
