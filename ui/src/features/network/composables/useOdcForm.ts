/** Adding and changing a distribution cabinet. */
import { reactive, ref } from 'vue'
import { usePinText } from '@/components/customer/usePinText'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import type { OdcRow, Pin, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { areaProblemText } from '@/lib/problem'
import { changeOdc, createOdc } from '../api'
import { checkCode } from '../rules'

interface OdcTyped {
  branch_id: string
  code: string
  name: string
  pin: Pin | null
}

function checkOdc(typed: OdcTyped): BrokenRules {
  const broken: BrokenRules = {}
  if (typed.branch_id === '') broken['branch_id'] = 'required'
  const code = checkCode(typed.code)
  if (code) broken['code'] = code
  if (typed.pin === null) broken['pin_text'] = 'required'
  return broken
}

export function useOdcForm() {
  const present = ref<OdcRow | null>(null)
  const typed = reactive<OdcTyped>({ branch_id: '', code: '', name: '', pin: null })
  const pin = usePinText((found) => {
    typed.pin = found
  })
  const checks = useFormProblems(
    () => checkOdc(typed),
    (error) => areaProblemText('network', error),
  )
  const { busy, run } = useCommand()
  let id = newId()

  function open(row: OdcRow | null, branch: string): void {
    present.value = row
    id = row?.id ?? newId()
    const { branch_id, code, name, pin: place } = row ?? { branch_id: branch, code: '', name: '', pin: null }
    Object.assign(typed, { branch_id, code, name, pin: place })
    pin.text.value = ''
    pin.problem.value = null
    checks.reset()
  }

  async function submit(form: HTMLElement | null): Promise<Submitted<null> | null> {
    if (busy.value) return null
    const located = await pin.read()
    if (!checks.ready(form) || !located || typed.pin === null) return null
    const { branch_id, code, name } = typed
    const values = { branch_id, code: code.trim().toUpperCase(), name: name.trim(), pin: typed.pin }
    try {
      return present.value === null
        ? await run({ id, values }, createOdc)
        : await run({ id, version: present.value.version, values }, changeOdc)
    } catch (error) {
      checks.refuse(error, ['branch_id', 'code', 'name', 'pin_text'], form, { pin: 'pin_text' })
      return null
    }
  }
  return { present, typed, pin, ...checks, busy, open, submit }
}
