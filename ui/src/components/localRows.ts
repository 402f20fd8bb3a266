/**
 * Rows of a short list (devices, plans, boxes of a branch) that the window holds whole: narrowed by what is typed and
 * sorted by any column, as `DataTable` wants them. Long lists are narrowed and sorted at the server.
 */
import { computed, ref, type Ref } from 'vue'
import type { Column } from './dataTable'

/** Every word must occur somewhere in the row's cells. */
function matches(cells: readonly string[], words: readonly string[]): boolean {
  const line = cells.join('\n').toLowerCase()
  return words.every((word) => line.includes(word))
}

/** What a column is sorted by, where its text is not the order that is meant. */
export type SortKeys<Row> = Partial<Record<string, (row: Row) => number | string>>

export function useLocalRows<Row extends { id: string }>(
  all: Ref<readonly Row[]>,
  columns: Ref<readonly Column<Row>[]>,
  initial: string,
  keys: SortKeys<Row> = {},
) {
  const text = ref('')
  const sort = ref(initial)
  const descending = ref(false)

  const rows = computed(() => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean)
    const found = all.value.filter((row) =>
      matches(
        columns.value.map((column) => column.text(row)),
        words,
      ),
    )
    const column = columns.value.find((entry) => entry.id === sort.value)
    const key = keys[sort.value] ?? column?.text
    if (!key) return found
    // "ODP-2" before "ODP-10".
    const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
    found.sort((one, other) => {
      const [a, b] = [key(one), key(other)]
      const by = typeof a === 'number' && typeof b === 'number' ? a - b : order.compare(String(a), String(b))
      return descending.value ? -by : by
    })
    return found
  })
  const rowAt = (index: number): Row | undefined => rows.value[index]

  function sortBy(column: string): void {
    descending.value = sort.value === column ? !descending.value : false
    sort.value = column
  }
  return { text, sort, descending, rows, rowAt, sortBy }
}
