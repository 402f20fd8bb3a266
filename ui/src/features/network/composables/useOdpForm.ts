/** Adding and changing a street box: where it hangs, what feeds it, how many ports it has. */
import { reactive, ref } from 'vue'
import { usePinText } from '@/components/customer/usePinText'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import type { OdpInput, OdpRow, Pin, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { areaProblemText } from '@/lib/problem'
import { changeOdp, createOdp } from '../api'
import { checkCode, wholeNumber } from '../rules'

export interface OdpTyped {
  branch_id: string
  odc_id: string | null
  olt_id: string | null
  frame: string
  slot: string
  port: string
  code: string
  name: string
  pin: Pin | null
  ports: string
}

const odpFields: readonly string[] = ['branch_id', 'odc_id', 'olt_id', 'pon', 'code', 'name', 'pin_text', 'ports']

/** Splitters come with these; another number can be typed. */
export const usualPorts: readonly string[] = ['8', '16']

export function blankOdp(branch: string): OdpTyped {
  return {
    branch_id: branch,
    odc_id: null,
    olt_id: null,
    // ZTE counts racks from 1, Huawei frames from 0; the form proposes by the OLT that is chosen.
    frame: '',
    slot: '',
    port: '',
    code: '',
    name: '',
    pin: null,
    ports: '8',
  }
}

function typedOf(row: OdpRow): OdpTyped {
  const { branch_id, odc_id, olt_id, code, name, pin, pon, ports } = row
  const number = (value: number | undefined): string => (value === undefined ? '' : String(value))
  return {
    branch_id,
    odc_id,
    olt_id,
    code,
    name,
    pin,
    frame: number(pon?.frame),
    slot: number(pon?.slot),
    port: number(pon?.port),
    ports: String(ports),
  }
}

export function checkOdp(typed: OdpTyped): BrokenRules {
  const broken: BrokenRules = {}
  if (typed.branch_id === '') broken['branch_id'] = 'required'
  const code = checkCode(typed.code)
  if (code) broken['code'] = code
  const place = [typed.frame, typed.slot, typed.port].map((text) => wholeNumber(text, 0, 255))
  if (typed.olt_id !== null && place.includes(null)) broken['pon'] = 'invalid'
  if (wholeNumber(typed.ports, 1, 64) === null) broken['ports'] = 'invalid'
  if (typed.pin === null) broken['pin_text'] = 'required'
  return broken
}

export function odpInput(typed: OdpTyped, pin: Pin): OdpInput {
  const fed = typed.olt_id !== null
  return {
    branch_id: typed.branch_id,
    odc_id: typed.odc_id,
    olt_id: typed.olt_id,
    pon: fed ? { frame: Number(typed.frame), slot: Number(typed.slot), port: Number(typed.port) } : null,
    code: typed.code.trim().toUpperCase(),
    name: typed.name.trim(),
    pin,
    ports: Number(typed.ports),
  }
}

export function useOdpForm() {
  const present = ref<OdpRow | null>(null)
  const typed = reactive<OdpTyped>(blankOdp(''))
  const pin = usePinText((found) => {
    typed.pin = found
  })
  const checks = useFormProblems(
    () => checkOdp(typed),
    (error) => areaProblemText('network', error),
  )
  const { busy, run } = useCommand()
  let id = newId()

  function open(row: OdpRow | null, branch: string): void {
    present.value = row
    id = row?.id ?? newId()
    Object.assign(typed, row === null ? blankOdp(branch) : typedOf(row))
    pin.text.value = ''
    pin.problem.value = null
    checks.reset()
  }

  async function submit(form: HTMLElement | null): Promise<Submitted<null> | null> {
    if (busy.value) return null
    const located = await pin.read()
    if (!checks.ready(form) || !located || typed.pin === null) return null
    const values = odpInput(typed, typed.pin)
    try {
      return present.value === null
        ? await run({ id, values }, createOdp)
        : await run({ id, version: present.value.version, values }, changeOdp)
    } catch (error) {
      checks.refuse(error, odpFields, form, { pin: 'pin_text' })
      return null
    }
  }
  return { present, typed, pin, ...checks, busy, open, submit }
}
