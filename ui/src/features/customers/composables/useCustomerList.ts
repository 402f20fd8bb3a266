/**
 * The customer list as the table wants it: a count and rows by index. Windows of 200 are fetched as they come on the
 * screen and kept; counts and chips come from the window that was read last, each from one snapshot.
 */
import { useQueries, keepPreviousData } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { CustomerRow, ListPage } from '@/lib/contract'
import { WINDOW, fetchWindow, type ListFilter } from '../api'

export function useCustomerList(filter: Ref<ListFilter>) {
  const offsets = shallowRef<readonly number[]>([0])
  watch(filter, () => {
    offsets.value = [0]
  })

  const windows = useQueries({
    queries: computed(() =>
      offsets.value.map((offset) => ({ ...fetchWindow(filter.value, offset), placeholderData: keepPreviousData })),
    ),
  })

  const latest = ref<ListPage | null>(null)
  watch(
    windows,
    (results) => {
      const newest = results.filter((result) => result.data).sort((a, b) => b.dataUpdatedAt - a.dataUpdatedAt)[0]
      if (newest?.data) latest.value = newest.data
    },
    { immediate: true, deep: true },
  )

  const pages = computed(() => {
    const map = new Map<number, readonly CustomerRow[]>()
    for (const result of windows.value) {
      // A placeholder is the last filter's window: shown until this one's is there.
      if (result.data) map.set(result.data.offset, result.data.rows)
    }
    return map
  })

  function rowAt(index: number): CustomerRow | undefined {
    const offset = Math.floor(index / WINDOW) * WINDOW
    return pages.value.get(offset)?.[index - offset]
  }

  function onRange(first: number, last: number): void {
    const from = Math.floor(first / WINDOW) * WINDOW
    const to = Math.floor(last / WINDOW) * WINDOW
    const next: number[] = []
    for (let offset = from; offset <= to; offset += WINDOW) next.push(offset)
    if (next.length > 0 && next.join() !== offsets.value.join()) offsets.value = next
  }

  const problem = computed(() => windows.value.find((result) => result.error)?.error ?? null)
  const loading = computed(() => latest.value === null && problem.value === null)
  return { latest, rowAt, onRange, problem, loading }
}
