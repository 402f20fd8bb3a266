import { createRouter, createWebHashHistory } from 'vue-router'
import { features, nav } from './features'
import { hasRole, me } from './status'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/today' },
    ...features.flatMap((feature) => feature.routes),
    { path: '/:rest(.*)*', redirect: '/today' },
  ],
})

/** A page that a role has no entry for is not reached by its address either; the database would refuse its rows anyway. */
router.beforeEach((to) => {
  const entry = nav.find((found) => to.path === found.to || to.path.startsWith(`${found.to}/`))
  if (me.value && entry && entry.roles.length > 0 && !hasRole(...entry.roles)) return '/account'
  return true
})
