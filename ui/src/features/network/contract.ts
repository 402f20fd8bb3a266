/** What the core's newer calls take and give, as the generated bindings name it. */
// eslint-disable-next-line no-restricted-imports -- as in lib/bindings, until it carries these calls
import { invoke as __TAURI_INVOKE } from '@tauri-apps/api/core'
import type {
  CommandError,
  CommandId,
  Node as PlainNode,
  NodeId,
  NodeInput as PlainInput,
  NodeRow as PlainRow,
  Submitted,
} from '@/lib/bindings'
import type { Result } from '@/lib/ipc'

export type Vendor = 'mikrotik' | 'zte' | 'huawei' | 'vsol' | 'hioso' | 'hsgq' | 'cdata' | 'global' | 'zymlink' | 'mock'

export type OltDialect =
  | 'zte'
  | 'zte_c600'
  | 'huawei'
  | 'vsol_gpon'
  | 'vsol_gpon_v2'
  | 'vsol_epon'
  | 'hioso'
  | 'hioso_classic'
  | 'hsgq_gpon'
  | 'hsgq_epon'
  | 'cdata'
  | 'global_cdata'
  | 'global_hsgq'
  | 'global_hioso'
  | 'global_vsol'
  | 'zymlink_cdata'
  | 'zymlink_hsgq'
  | 'zymlink_hioso'
  | 'zymlink_vsol'
  | 'mock'

export type Transport = 'ssh' | 'telnet'
export interface Reach {
  dialect: OltDialect | null
  transport: Transport
  pons: number | null
  tls: boolean
}
export interface Budget {
  sessions: number
  optics_minutes: number
}
export type NodeInput = Omit<PlainInput, 'vendor' | 'reach'> & { vendor: Vendor; reach: Reach }
export type NodeRow = Omit<PlainRow, 'vendor'> & { vendor: Vendor }
export type Node = Omit<PlainNode, 'row' | 'input'> & {
  row: NodeRow
  input: NodeInput
  certificate: string | null
  sessions: number | null
  optics_minutes: number | null
  default_budget: Budget
  least_optics_minutes: number
}
export interface CreateNode {
  id: NodeId
  values: NodeInput
}
export interface ChangeNode {
  id: NodeId
  version: number
  values: NodeInput
}
export interface SetNodeBudget {
  id: NodeId
  version: number
  sessions: number | null
  optics_minutes: number | null
}

export type OltSupport =
  { supported: { evidence: string } } | { read_only: { reason: string } } | { not_offered: { reason: string } }
export interface OltCapability {
  verb: string
  support: OltSupport
}

export type RouterNeed = 'radius_client' | 'radius_incoming' | 'ppp_radius' | 'isolir_pool' | 'isolir_firewall'
export type NeedState = 'present' | 'missing' | 'unread'
export interface RouterFinding {
  what: RouterNeed
  state: NeedState
  seen: string
  commands: string[]
}
export interface RouterCheck {
  checked_at: string
  findings: RouterFinding[]
  error: string | null
}

export interface LogFilter {
  olt_id: NodeId | null
  operation: string | null
  failed: boolean | null
  text: string
}
export interface LogRow {
  id: string
  at: string
  olt_id: NodeId
  olt_code: string
  operation: string
  outcome: string
  serial: string | null
  customer: string | null
  commands: number
}
export interface LogPage {
  rows: LogRow[]
  next: string | null
  operations: string[]
}
export interface LogExchange {
  command: string
  reply: string
}
export interface LogSession {
  olt_code: string
  dialect: string
  at: string
  exchanges: LogExchange[]
}

async function typedError<T, E extends CommandError>(result: Promise<T>): Promise<Result<T>> {
  try {
    return { status: 'ok', data: await result }
  } catch (error) {
    if (error instanceof Error) throw error
    return { status: 'error', error: error as E }
  }
}

export const commands = {
  networkNodes: () => typedError<NodeRow[], CommandError>(__TAURI_INVOKE('network_nodes')),
  networkNode: (id: NodeId) => typedError<Node, CommandError>(__TAURI_INVOKE('network_node', { id })),
  networkNodeCreate: (id: CommandId, input: CreateNode) =>
    typedError<Submitted<null>, CommandError>(__TAURI_INVOKE('network_node_create', { id, input })),
  networkNodeChange: (id: CommandId, input: ChangeNode) =>
    typedError<Submitted<null>, CommandError>(__TAURI_INVOKE('network_node_change', { id, input })),
  networkNodeSetBudget: (id: CommandId, input: SetNodeBudget) =>
    typedError<Submitted<null>, CommandError>(__TAURI_INVOKE('network_node_set_budget', { id, input })),
  networkNodeForgetCertificate: (id: CommandId, input: { id: NodeId }) =>
    typedError<Submitted<null>, CommandError>(__TAURI_INVOKE('network_node_forget_certificate', { id, input })),
  networkOltCapabilities: (dialect: OltDialect) =>
    __TAURI_INVOKE<OltCapability[]>('network_olt_capabilities', { dialect }),
  networkRouterCheck: (id: NodeId) =>
    typedError<RouterCheck | null, CommandError>(__TAURI_INVOKE('network_router_check', { id })),
  networkRouterCheckAgain: (id: CommandId, input: { node_id: NodeId }) =>
    typedError<Submitted<null>, CommandError>(__TAURI_INVOKE('network_router_check_again', { id, input })),
  networkCommandLog: (filter: LogFilter, after: string | null) =>
    typedError<LogPage, CommandError>(__TAURI_INVOKE('network_command_log', { filter, after })),
  networkLogSession: (id: string) =>
    typedError<LogSession, CommandError>(__TAURI_INVOKE('network_log_session', { id })),
  networkLogExport: (id: string, exchange: number) =>
    typedError<string, CommandError>(__TAURI_INVOKE('network_log_export', { id, exchange })),
}
