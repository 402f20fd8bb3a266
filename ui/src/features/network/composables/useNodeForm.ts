/** Adding and changing a router or an OLT: the form, its rules, and what is sent. */
import { reactive, ref } from 'vue'
import { usePinText } from '@/components/customer/usePinText'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import type { NodeKind, Pin, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { areaProblemText } from '@/lib/problem'
import type { Node, NodeInput, OltDialect, Transport, Vendor } from '@/lib/bindings'
import { dialectsOf } from '../words'
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
  dialect: OltDialect | null
  transport: Transport
  pons: string
  tls: boolean
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
  'dialect',
  'pons',
  'pin_text',
]

/** RouterOS API, SSH: where each maker's management answers unless it was moved. */
export function usualPort(typed: Pick<NodeTyped, 'kind' | 'transport' | 'tls'>): string {
  if (typed.kind === 'router') return typed.tls ? '8729' : '8728'
  return typed.transport === 'telnet' ? '23' : '22'
}
const usualPorts = ['8728', '8729', '22', '23']
/** Small boxes that have Telnet only, or whose SSH nobody has seen. */
const byTelnet: readonly Vendor[] = ['hioso', 'hsgq']
/** RFC 5176; RouterOS before 6.x and some old set-ups listen on 1700. */
export const USUAL_COA_PORT = '3799'
export const vendorsOf: Record<NodeKind, readonly Vendor[]> = {
  router: ['mikrotik'],
  olt: ['zte', 'huawei', 'vsol', 'hioso', 'hsgq', 'cdata', 'global', 'zymlink', 'mock'],
}

export function blankNode(branch: string): NodeTyped {
  return {
    branch_id: branch,
    kind: 'router',
    vendor: 'mikrotik',
    code: '',
    name: '',
    address: '',
    port: '8728',
    username: '',
    pin: null,
    coa_port: USUAL_COA_PORT,
    nas_address: '',
    legacy_ssh: false,
    vlan: '',
    dialect: null,
    transport: 'ssh',
    pons: '',
    tls: false,
    password: '',
    nas_secret: '',
  }
}

export function typedOf(input: NodeInput): NodeTyped {
  const { port, coa_port, vlan, reach, ...same } = input
  const number = (value: number | null): string => (value === null ? '' : String(value))
  return {
    ...same,
    port: String(port),
    coa_port: number(coa_port),
    vlan: number(vlan),
    dialect: reach.dialect,
    transport: reach.transport,
    pons: number(reach.pons),
    tls: reach.tls,
    password: '',
    nas_secret: '',
  }
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
  if (typed.kind === 'olt' && typed.pons.trim() !== '' && wholeNumber(typed.pons, 1, 16) === null)
    broken['pons'] = 'invalid'
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
    reach: {
      dialect: router ? null : typed.dialect,
      transport: router ? 'ssh' : typed.transport,
      pons: router || typed.pons.trim() === '' ? null : wholeNumber(typed.pons, 1, 16),
      tls: router && typed.tls,
    },
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
  function vendorChanged(): void {
    typed.dialect = dialectsOf[typed.vendor][0] ?? null
    typed.transport = byTelnet.includes(typed.vendor) ? 'telnet' : 'ssh'
    wayChanged()
  }
  /** The port follows the way until another one was typed. */
  function wayChanged(): void {
    if (typed.port.trim() === '' || usualPorts.includes(typed.port.trim())) typed.port = usualPort(typed)
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
  return { present, typed, stored, pin, ...checks, busy, open, kindChanged, vendorChanged, wayChanged, submit }
}
