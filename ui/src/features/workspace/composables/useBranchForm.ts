/** Adding and changing a branch. */
import { reactive, ref } from 'vue'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import { localTimezone } from '@/components/settings/settingsForm'
import type { Branch, ChangeBranch, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { changeBranch, createBranch } from '../api'

interface BranchTyped {
  code: string
  name: string
  city: string
  phone: string
  timezone: string
}

export const branchFields: readonly string[] = ['code', 'name', 'city', 'phone', 'timezone']

export function checkBranch(typed: BranchTyped): BrokenRules {
  const broken: BrokenRules = {}
  const code = typed.code.trim()
  if (code === '') broken['code'] = 'required'
  else if (!/^[A-Za-z0-9-]{1,12}$/.test(code)) broken['code'] = 'invalid'
  if (typed.name.trim() === '') broken['name'] = 'required'
  return broken
}

/** A branch as it is, closed or opened. */
export function withActive({ id, version, name, city, phone, timezone }: Branch, active: boolean): ChangeBranch {
  return { id, version, name, city, phone, timezone, active }
}

export function useBranchForm() {
  const present = ref<Branch | null>(null)
  const typed = reactive<BranchTyped>({ code: '', name: '', city: '', phone: '', timezone: '' })
  const checks = useFormProblems(() => checkBranch(typed))
  const { busy, run } = useCommand()
  let newBranch = newId()

  function open(branch: Branch | null): void {
    present.value = branch
    newBranch = newId()
    Object.assign(typed, {
      code: branch?.code ?? '',
      name: branch?.name ?? '',
      city: branch?.city ?? '',
      phone: branch?.phone ?? '',
      timezone: branch?.timezone ?? localTimezone(),
    })
    checks.reset()
  }

  async function submit(form: HTMLElement | null): Promise<Submitted<null> | null> {
    if (busy.value || !checks.ready(form)) return null
    const values = {
      name: typed.name.trim(),
      city: typed.city.trim(),
      phone: typed.phone.trim() === '' ? null : typed.phone.trim(),
      timezone: typed.timezone,
    }
    try {
      if (present.value === null)
        return await run({ id: newBranch, code: typed.code.trim().toUpperCase(), ...values }, createBranch)
      const { id, version, active } = present.value
      return await run({ id, version, active, ...values }, changeBranch)
    } catch (error) {
      checks.refuse(error, branchFields, form)
      return null
    }
  }
  return { present, typed, ...checks, busy, open, submit }
}
