/** Named filters of the customer list, kept on this computer for each operator. */
import { ref } from 'vue'
import type { ListFilter } from '../api'
import { statuses } from '../status'

export interface SavedView {
  name: string
  filter: ListFilter
}

const lines: readonly unknown[] = ['any', 'down', 'online']
const everything = { line: 'any', owing: false } as const
const sorts: readonly unknown[] = ['name', 'code', 'created_at']

/** What was stored, without entries that another version of the program wrote differently. */
export function parseViews(stored: string | null): SavedView[] {
  let value: unknown
  try {
    value = JSON.parse(stored ?? '[]')
  } catch {
    return []
  }
  if (!Array.isArray(value)) return []
  // Views from before the line and what is owed could be filtered take every one of them.
  return value.filter(isView).map((view) => ({ ...view, filter: { ...everything, ...view.filter } }))
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('filter' in value)) return false
  const filter = value.filter
  if (typeof value.name !== 'string' || typeof filter !== 'object' || filter === null) return false
  const { status, branch_id, text, sort, descending, line = 'any', owing = false } = filter as Record<string, unknown>
  return (
    (status === null || statuses.some((known) => known === status)) &&
    (branch_id === null || typeof branch_id === 'string') &&
    typeof text === 'string' &&
    sorts.includes(sort) &&
    typeof descending === 'boolean' &&
    lines.includes(line) &&
    typeof owing === 'boolean'
  )
}

export function useSavedViews(owner: string) {
  const key = `janet.customers.views.${owner}`
  const views = ref<SavedView[]>(parseViews(localStorage.getItem(key)))

  function store(next: SavedView[]): void {
    views.value = next
    localStorage.setItem(key, JSON.stringify(next))
  }

  /** The same name replaces the view. */
  function save(name: string, filter: ListFilter): void {
    store(
      [...views.value.filter((view) => view.name !== name), { name, filter }].sort((a, b) =>
        a.name.localeCompare(b.name),
      ),
    )
  }

  function remove(name: string): void {
    store(views.value.filter((view) => view.name !== name))
  }

  return { views, save, remove }
}
