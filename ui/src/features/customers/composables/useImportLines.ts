/** The rows of a read sheet with what became of each: the table's rows, its counts, and the rows to mend. */
import { computed, ref, type Ref, type ShallowRef } from 'vue'
import type { RowOutcome, Sheet, SheetRow } from '@/lib/bindings'
import { rowProblem } from '../importProblem'

export interface ImportLine {
  id: string
  row: SheetRow
  /** Place among the rows that can be sent; `null` where the row breaks a rule. */
  place: number | null
}

export function useImportLines(sheet: Readonly<ShallowRef<Sheet | null>>, outcomes: Ref<readonly RowOutcome[]>) {
  const onlyErrors = ref(false)

  const lines = computed<readonly ImportLine[]>(() => {
    let sent = 0
    return (sheet.value?.rows ?? []).map((row) => {
      const place = row.input === null ? null : sent
      if (row.input !== null) sent += 1
      return { id: String(row.line), row, place }
    })
  })
  const broken = computed(() => lines.value.filter((line) => line.place === null).length)
  const ready = computed(() => lines.value.length - broken.value)

  function outcomeOf(line: ImportLine): RowOutcome | undefined {
    return line.place === null ? undefined : outcomes.value[line.place]
  }

  function failed(line: ImportLine): boolean {
    const outcome = outcomeOf(line)
    return line.place === null || (outcome !== undefined && outcome.outcome !== 'created')
  }

  const failures = computed(() => lines.value.filter(failed))
  const visible = computed(() => (onlyErrors.value ? failures.value : lines.value))

  function problemOf(line: ImportLine): string | null {
    return rowProblem(line.row, outcomeOf(line))
  }

  /** The line in the sheet and what is wrong there. */
  function problems(): Map<number, string> {
    return new Map(failures.value.map((line) => [line.row.line, problemOf(line) ?? '']))
  }

  return { lines, visible, failures, broken, ready, onlyErrors, outcomeOf, failed, problemOf, problems }
}
