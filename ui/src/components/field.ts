import type { ComputedRef, InjectionKey } from 'vue'

/** What a FormField tells the control inside it. */
export interface FieldContext {
  id: string
  name: string
  hint: boolean
  required: boolean
  problem: ComputedRef<string | null>
}

export const fieldKey: InjectionKey<FieldContext> = Symbol('field')
