/**
 * What is wrong with a form, field by field: broken rules once a field was left or the form was sent, and the server's
 * refusals until the field changes. Texts come from `problemText`, so both read the same.
 */
import { computed, nextTick, ref } from 'vue'
import type { Code } from '@/lib/bindings'
import { Refused } from '@/lib/ipc'
import { problemText } from '@/lib/problem'

/** The fields that break a rule now, by name. */
export type BrokenRules = Partial<Record<string, Code>>

function nameOf(event: Event): string {
  return (event.target as { name?: string } | null)?.name ?? ''
}

/** `words` says what is wrong where the common sentences do not fit, as `areaProblemText` does. */
export function useFormProblems(check: () => BrokenRules, words: (error: unknown) => string = problemText) {
  const left = ref<ReadonlySet<string>>(new Set())
  const refusals = ref<ReadonlyMap<string, unknown>>(new Map())
  /** An error that is about no field. */
  const other = ref<unknown>(null)

  const problems = computed(() => {
    const texts: Record<string, string> = {}
    for (const [field, code] of Object.entries(check())) {
      if (code !== undefined && left.value.has(field)) texts[field] = words(new Refused({ code, field, detail: null }))
    }
    for (const [field, error] of refusals.value) texts[field] = words(error)
    return texts
  })
  const formProblem = computed(() => (other.value === null ? null : words(other.value)))

  function leave(name: string): void {
    if (name !== '') left.value = new Set([...left.value, name])
  }

  function change(name: string): void {
    if (!refusals.value.has(name)) return
    const rest = new Map(refusals.value)
    rest.delete(name)
    refusals.value = rest
  }

  async function focusFirst(form: HTMLElement | null | undefined): Promise<void> {
    await nextTick()
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }

  /** Before sending: shows every broken rule and says whether there is none. */
  function ready(form?: HTMLElement | null): boolean {
    other.value = null
    refusals.value = new Map()
    const broken = Object.keys(check())
    left.value = new Set([...left.value, ...broken])
    if (broken.length > 0) void focusFirst(form)
    return broken.length === 0
  }

  /** After a refusal: beside its field if the form has it (under `names` if it is called otherwise there). */
  function refuse(
    error: unknown,
    fields: readonly string[],
    form?: HTMLElement | null,
    names: Record<string, string> = {},
  ): void {
    const field = error instanceof Refused && error.field !== null ? (names[error.field] ?? error.field) : null
    if (field !== null && fields.includes(field)) {
      refusals.value = new Map([[field, error]])
      void focusFirst(form)
    } else {
      other.value = error
    }
  }

  function reset(): void {
    left.value = new Set()
    refusals.value = new Map()
    other.value = null
  }

  /** For the form element: `v-on="listeners"`. */
  const listeners = {
    focusout: (event: Event) => leave(nameOf(event)),
    input: (event: Event) => change(nameOf(event)),
  }
  return { problems, formProblem, other, ready, refuse, reset, listeners }
}
