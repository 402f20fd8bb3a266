import { Cable, MapPinned, Router, ScrollText } from '@lucide/vue'
import type { Feature, NavEntry } from '@/app/feature'
import type { Role } from '@/lib/bindings'

const readers: readonly Role[] = ['admin', 'noc', 'support', 'field', 'auditor', 'branch']

/** A branch's operators do not read what was typed to devices. */
const logReaders: readonly Role[] = ['admin', 'noc', 'support', 'field', 'auditor']

const nav: NavEntry[] = [
  { title: 'network.nodes.title', to: '/network/nodes', icon: Router, group: 'network', roles: readers },
  { title: 'network.odps.title', to: '/network/odps', icon: Cable, group: 'network', roles: readers },
  { title: 'network.zones.title', to: '/network/zones', icon: MapPinned, group: 'network', roles: readers },
  { title: 'network.log.title', to: '/network/log', icon: ScrollText, group: 'network', roles: logReaders },
]

export const network: Feature = {
  routes: [
    {
      // One parent each, so that the sidebar marks the page whatever is open beside the list.
      path: '/network/nodes',
      meta: { title: 'network.nodes.title' },
      children: ['', ':id'].map((path) => ({ path, component: () => import('./views/NodesView.vue') })),
    },
    {
      path: '/network/odps',
      meta: { title: 'network.odps.title' },
      children: [
        { path: 'odc', component: () => import('./views/OdcsView.vue') },
        ...['', ':id'].map((path) => ({ path, component: () => import('./views/OdpsView.vue') })),
      ],
    },
    {
      path: '/network/zones',
      component: () => import('./views/ZonesView.vue'),
      meta: { title: 'network.zones.title' },
    },
    {
      path: '/network/log',
      component: () => import('./views/CommandLogView.vue'),
      meta: { title: 'network.log.title' },
    },
  ],
  nav,
  palette: nav.map(({ title, to, roles }) => ({ title, to, roles })),
}
