/** Adding and changing a router or an OLT: the form, its rules, and what is sent. */
import { reactive, ref } from 'vue'
import { usePinText } from '@/components/customer/usePinText'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import type { Node, NodeInput, NodeKind, Pin, Submitted, Vendor } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { areaProblemText } from '@/lib/problem'
import { changeNode, createNode, setNasSecret, setPassword } from '../api'
import { checkCode, isHost, isIp, portNumber, wholeNumber } from '../rules'

export interface NodeTyped {
  branch_id: string
  kind: NodeKind
  vendor: Vendor
  code: string
  name: string
  address: string
  port: string
  username: string
  pin: Pin | null
  coa_port: string
  nas_address: string
  legacy_ssh: boolean
  vlan: string
  /** Only while a device is added; later they have a dialog of their own. */
  password: string
  nas_secret: string
}

const nodeFields: readonly string[] = [
  'branch_id',
  'kind',
  'vendor',
  'code',
  'name',
  'address',
  'port',
  'username',
  'password',
  'coa_port',
  'nas_address',
  'nas_secret',
  'vlan',
  'pin_text',
]

/** RouterOS API, SSH: where each maker's management answers unless it was moved. */
export const usualPort: Record<Vendor, string> = { mikrotik: '8728', zte: '22', huawei: '22' }
/** RFC 5176; RouterOS before 6.x and some old set-ups listen on 1700. */
export const USUAL_COA_PORT = '3799'
export const vendorsOf: Record<NodeKind, readonly Vendor[]> = { router: ['mikrotik'], olt: ['zte', 'huawei'] }

export function blankNode(branch: string): NodeTyped {
  return {
    branch_id: branch,
    kind: 'router',
    vendor: 'mikrotik',
    code: '',
    name: '',
    address: '',
    port: usualPort.mikrotik,
    username: '',
    pin: null,
    coa_port: USUAL_COA_PORT,
    nas_address: '',
    legacy_ssh: false,
    vlan: '',
    password: '',
    nas_secret: '',
  }
}

export function typedOf(input: NodeInput): NodeTyped {
  const { port, coa_port, vlan, ...same } = input
  const number = (value: number | null): string => (value === null ? '' : String(value))
  return { ...same, port: String(port), coa_port: number(coa_port), vlan: number(vlan), password: '', nas_secret: '' }
}

export function checkNode(typed: NodeTyped): BrokenRules {
  const broken: BrokenRules = {}
  if (typed.branch_id === '') broken['branch_id'] = 'required'
  const code = checkCode(typed.code)
  if (code) broken['code'] = code
  if (typed.name.trim() === '') broken['name'] = 'required'
  if (typed.address.trim() === '') broken['address'] = 'required'
  else if (!isHost(typed.address)) broken['address'] = 'invalid'
  if (portNumber(typed.port) === null) broken['port'] = 'invalid'
  if (typed.kind === 'router') {
    if (portNumber(typed.coa_port) === null) broken['coa_port'] = 'invalid'
    if (typed.nas_address.trim() !== '' && !isIp(typed.nas_address)) broken['nas_address'] = 'invalid'
  } else if (typed.vlan.trim() !== '' && wholeNumber(typed.vlan, 1, 4094) === null) {
    broken['vlan'] = 'invalid'
  }
  return broken
}

/** What does not belong to the kind is left out, whatever was typed before the kind was changed. */
export function nodeInput(typed: NodeTyped): NodeInput {
  const router = typed.kind === 'router'
  return {
    branch_id: typed.branch_id,
    kind: typed.kind,
    vendor: typed.vendor,
    code: typed.code.trim().toUpperCase(),
    name: typed.name.trim(),
    address: typed.address.trim(),
    port: Number(typed.port),
    username: typed.username.trim(),
    pin: typed.pin,
    coa_port: router ? portNumber(typed.coa_port) : null,
    nas_address: router ? typed.nas_address.trim() : '',
    legacy_ssh: !router && typed.legacy_ssh,
    vlan: router ? null : wholeNumber(typed.vlan, 1, 4094),
  }
}

export function useNodeForm() {
  const present = ref<Node | null>(null)
  const typed = reactive<NodeTyped>(blankNode(''))
  const checks = useFormProblems(
    () => checkNode(typed),
    (error) => areaProblemText('network', error),
  )
  const pin = usePinText((found) => {
    typed.pin = found
  })
  const save = useCommand()
  const password = useCommand()
  const nasSecret = useCommand()
  const busy = ref(false)
  let id = newId()
  /** What of a new device is stored already: a second attempt goes on where the first stopped. */
  const stored = ref<Submitted<null> | null>(null)
  let passwordStored = false

  function open(node: Node | null, branch: string): void {
    present.value = node
    id = node?.row.id ?? newId()
    stored.value = null
    passwordStored = false
    Object.assign(typed, node === null ? blankNode(branch) : typedOf(node.input))
    pin.text.value = ''
    pin.problem.value = null
    checks.reset()
  }

  function kindChanged(): void {
    typed.vendor = typed.kind === 'router' ? 'mikrotik' : 'zte'
    vendorChanged()
  }
  /** The port follows the maker until another one was typed. */
  function vendorChanged(): void {
    if (typed.port.trim() === '' || Object.values(usualPort).includes(typed.port.trim()))
      typed.port = usualPort[typed.vendor]
  }

  async function send(): Promise<Submitted<null>> {
    const values = nodeInput(typed)
    if (present.value !== null) return save.run({ id, version: present.value.row.version, values }, changeNode)
    const outcome = stored.value ?? (await save.run({ id, values }, createNode))
    stored.value = outcome
    if (typed.password !== '' && !passwordStored) {
      await password.run({ node: id, secret: typed.password }, setPassword)
      passwordStored = true
    }
    if (values.kind === 'router' && typed.nas_secret !== '')
      await nasSecret.run({ node: id, secret: typed.nas_secret }, setNasSecret)
    return outcome
  }

  /** The outcome with the device's id, or `null` where something is to be mended first. */
  async function submit(form: HTMLElement | null): Promise<{ id: string; outcome: Submitted<null> } | null> {
    if (busy.value) return null
    busy.value = true
    try {
      const located = await pin.read()
      if (!checks.ready(form) || !located) return null
      return { id, outcome: await send() }
    } catch (error) {
      checks.refuse(error, nodeFields, form, { pin: 'pin_text', secret: 'nas_secret' })
      return null
    } finally {
      busy.value = false
    }
  }
  return { present, typed, stored, pin, ...checks, busy, open, kindChanged, vendorChanged, submit }
}
