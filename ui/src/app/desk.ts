/**
 * Everything behind sign-in: the pages, their queries and the frame around them. It is a chunk of its own, so that the
 * sign-in screen takes keys before any of it is read.
 */
import { VueQueryPlugin } from '@tanstack/vue-query'
import { watch, type App, type Component } from 'vue'
import { events } from '@/lib/ipc'
import AppFrame from './layout/AppFrame.vue'
import { invalidateNouns, queryClient } from './query'
import { router } from './router'
import { me } from './status'

export function furnish(app: App): Component {
  app.use(router).use(VueQueryPlugin, { queryClient })
  watch(
    () => me.value?.login,
    (login, before) => {
      // Another operator must not see what the last one read.
      if (before !== undefined && login !== before) queryClient.clear()
    },
    { flush: 'sync' },
  )
  void events.dataChanged.listen((event) => {
    invalidateNouns(event.payload.nouns)
  })
  return AppFrame
}
