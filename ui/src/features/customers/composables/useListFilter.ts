/** What the list is narrowed to. It outlives the page, so that coming back from a customer finds the same list. */
import { refDebounced } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { me } from '@/app/status'
import type { CustomerStatus, LineFilter, SortColumn } from '@/lib/bindings'
import type { ListFilter } from '../api'

const status = ref<CustomerStatus | null>(null)
const branch = ref<string | null>(null)
const text = ref('')
const line = ref<LineFilter>('any')
const owing = ref(false)
const sort = ref<SortColumn>('name')
const descending = ref(false)

function clear(): void {
  status.value = null
  branch.value = null
  text.value = ''
  line.value = 'any'
  owing.value = false
}

// Another operator begins with everything.
watch(
  () => me.value?.id,
  () => {
    clear()
    sort.value = 'name'
    descending.value = false
  },
)

export function useListFilter() {
  const typed = refDebounced(text, 80)
  const filter = computed<ListFilter>(() => ({
    status: status.value,
    branch_id: branch.value,
    text: typed.value,
    sort: sort.value,
    descending: descending.value,
    line: line.value,
    owing: owing.value,
  }))

  function sortBy(column: string): void {
    if (column !== 'name' && column !== 'code' && column !== 'created_at') return
    descending.value = sort.value === column ? !descending.value : false
    sort.value = column
  }

  /** The filter as it is on the screen, for a saved view. */
  function present(): ListFilter {
    return { ...filter.value, text: text.value }
  }

  function apply(view: ListFilter): void {
    status.value = view.status
    branch.value = view.branch_id
    text.value = view.text
    sort.value = view.sort
    descending.value = view.descending
    line.value = view.line
    owing.value = view.owing
  }

  return { status, branch, text, line, owing, sort, descending, filter, sortBy, clear, present, apply }
}
