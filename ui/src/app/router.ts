import { createRouter, createWebHashHistory } from 'vue-router'
import { features } from './features'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/customers' },
    ...features.flatMap((feature) => feature.routes),
    { path: '/:rest(.*)*', redirect: '/customers' },
  ],
})
