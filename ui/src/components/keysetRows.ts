/**
 * Rows of a long list that the server gives page by page behind a key: the next page is asked for before the end of the
 * loaded ones comes on the screen.
 */
import { computed, type ComputedRef, type Ref } from 'vue'

/** How many rows before the end the next page is asked for: about two screens. */
const AHEAD = 60

interface Pages<Page> {
  data: Ref<{ pages: readonly Page[] } | undefined>
  hasNextPage: Ref<boolean>
  isFetchingNextPage: Ref<boolean>
  fetchNextPage: () => Promise<unknown>
}

export function useKeysetRows<Row extends { id: string }>(query: Pages<{ rows: readonly Row[] }>) {
  const rows: ComputedRef<Row[]> = computed(() => {
    const seen = new Set<string>()
    const list: Row[] = []
    for (const page of query.data.value?.pages ?? []) {
      for (const row of page.rows) {
        // A row that moved while pages were read comes twice; it is shown once.
        if (seen.has(row.id)) continue
        seen.add(row.id)
        list.push(row)
      }
    }
    return list
  })
  /** One more than is loaded while there is more: its place shows that it comes. */
  const count = computed(() => rows.value.length + (query.hasNextPage.value ? 1 : 0))
  const rowAt = (index: number): Row | undefined => rows.value[index]

  function onRange(_first: number, last: number): void {
    if (last < rows.value.length - AHEAD || !query.hasNextPage.value || query.isFetchingNextPage.value) return
    void query.fetchNextPage()
  }
  return { rows, count, rowAt, onRange }
}
