import { EthernetPort, HandHelping } from '@lucide/vue'
import type { Feature } from '@/app/feature'
import type { Role } from '@/lib/bindings'
import { connectors } from '@/components/service/roles'

const network: readonly Role[] = ['admin', 'noc', 'support', 'field', 'auditor', 'branch']
/** Who takes over what stands on devices. */
const adopters: readonly Role[] = ['admin', 'noc']

export const provisioning: Feature = {
  routes: [
    { path: '/connect', component: () => import('./views/ConnectView.vue'), meta: { title: 'provisioning.title' } },
    {
      path: '/connect/:customer',
      component: () => import('./views/ConnectView.vue'),
      meta: { title: 'provisioning.title_existing' },
    },
    {
      path: '/provisioning/onus',
      component: () => import('./views/OnusView.vue'),
      meta: { title: 'provisioning.onus.title' },
    },
    {
      path: '/provisioning/adopt',
      component: () => import('./views/AdoptView.vue'),
      meta: { title: 'adoption.title' },
    },
  ],
  nav: [
    {
      title: 'provisioning.onus.title',
      to: '/provisioning/onus',
      icon: EthernetPort,
      group: 'network',
      roles: network,
    },
    { title: 'adoption.title', to: '/provisioning/adopt', icon: HandHelping, group: 'network', roles: adopters },
  ],
  palette: [
    { title: 'provisioning.title', to: '/connect', roles: connectors },
    { title: 'provisioning.onus.title', to: '/provisioning/onus', roles: network },
    { title: 'adoption.title', to: '/provisioning/adopt', roles: adopters },
  ],
}
