import { computed, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import type { Column } from './dataTable'
import { useLocalRows } from './localRows'

interface Box {
  id: string
  code: string
  used: number
}
const all = ref<Box[]>([
  { id: '1', code: 'ODP-10', used: 8 },
  { id: '2', code: 'ODP-2', used: 12 },
  { id: '3', code: 'ODC-1', used: 0 },
])
const columns = computed<Column<Box>[]>(() => [
  { id: 'code', title: '', width: '', text: (row) => row.code },
  { id: 'used', title: '', width: '', text: (row) => `${row.used} dari 16` },
])
const codes = (list: ReturnType<typeof useLocalRows<Box>>): string[] => list.rows.value.map((row) => row.code)

describe('rows of a short list', () => {
  it('are sorted as people count', () => {
    const list = useLocalRows(all, columns, 'code', { used: (row) => row.used })
    expect(codes(list)).toEqual(['ODC-1', 'ODP-2', 'ODP-10'])
    list.sortBy('used')
    expect(codes(list)).toEqual(['ODC-1', 'ODP-10', 'ODP-2'])
    list.sortBy('used')
    expect(codes(list)).toEqual(['ODP-2', 'ODP-10', 'ODC-1'])
  })

  it('are narrowed by every typed word', () => {
    const list = useLocalRows(all, columns, 'code')
    list.text.value = 'odp 12'
    expect(codes(list)).toEqual(['ODP-2'])
  })
})
