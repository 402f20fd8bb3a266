/** Calls and types as the bindings generated from Rust have them. */
// eslint-disable-next-line no-restricted-imports
import { invoke as __TAURI_INVOKE } from '@tauri-apps/api/core'
import type { Code, CommandError, CommandId, CustomerId, NodeId, PlanId, PonPlace, Submitted } from '@/lib/bindings'
import type { Result } from '@/lib/ipc'

export type FindKind = 'secret' | 'onu' | 'queue' | 'hotspot'
export type Confidence = 'none' | 'unsure' | 'likely' | 'certain'
export type MatchReason =
  | 'nothing'
  | 'name_in_username'
  | 'name_in_comment'
  | 'name'
  | 'phone'
  | 'mac'
  | 'code'
  | 'username'
  | 'serial'
  | 'operator'
export type AdoptionShow = 'certain' | 'likely' | 'unsure' | 'none' | 'open' | 'skipped' | 'taken' | 'gone'

export interface AdoptionNode {
  id: NodeId
  code: string
  name: string
  kind: string
  vendor: string
  managed: boolean
  read_at: string | null
  open: number
  taken: number
  job_state: string | null
  job_reason: string | null
  progress_done: number | null
  progress_total: number | null
}

export interface AdoptionRequest {
  node_id: NodeId
  kind: FindKind | null
  show: AdoptionShow
  text: string
  offset: number
  limit: number
}

export interface AdoptionCounts {
  certain: number
  likely: number
  unsure: number
  none: number
  skipped: number
  taken: number
  gone: number
}

export interface FindField {
  name: string
  value: string
}

export interface AdoptionFind {
  id: string
  version: number
  kind: FindKind
  state: string
  name: string
  comment: string
  profile: string | null
  serial: string | null
  macs: string[]
  address: string | null
  pon: PonPlace | null
  onu_id: number | null
  vlan: number | null
  disabled: boolean
  line: string
  fields: FindField[]
  found_at: string
  confidence: Confidence
  reason: MatchReason
  evidence: string
  rivals: number
  customer_id: CustomerId | null
  row_id: string | null
  whose_name: string | null
  whose_code: string | null
  plan_id: PlanId | null
  service_id: string | null
}

export interface AdoptionPage {
  rows: AdoptionFind[]
  count: number
  counts: AdoptionCounts
}

export interface ReadNode {
  node_id: NodeId
  pons: PonPlace[]
}

export interface MatchFinds {
  node_id: NodeId
}

export interface PastedRow {
  id: string
  code: string
  name: string
  username: string
  serial: string
  mac: string
  phone: string
  address: string
  plan: string
}

export interface Paste {
  branch_id: string
  rows: PastedRow[]
  first: boolean
  last: boolean
}

export type PastedWho = { who: 'known'; code: string } | { who: 'new' } | { who: 'invalid'; field: string }

export interface PasteOutcome {
  rows: PastedWho[]
}

export type Decision =
  | { decision: 'customer'; customer_id: CustomerId }
  | { decision: 'row'; row_id: string }
  | { decision: 'nobody' }
  | { decision: 'plan'; plan_id: PlanId }
  | { decision: 'skip' }
  | { decision: 'reopen' }

export interface ReviewChange {
  find_id: string
  version: number
  decision: Decision
}

export interface Review {
  changes: ReviewChange[]
}

export interface Reviewed {
  done: number
  stale: string[]
}

export interface TakeLine {
  find_id: string
  version: number
  customer_id: CustomerId
  service_id: string
  device_id: string
  hold_id: string
}

export interface Take {
  billing_day: number
  lines: TakeLine[]
}

export type TakenLine = { find_id: string } & (
  | { outcome: 'taken'; service_id: string; customer_code: string; created: boolean }
  | { outcome: 'refused'; code: Code; field: string | null; detail: string | null }
)

export interface Taken {
  lines: TakenLine[]
}

export const commands = {
  adoptionNodes: () => typedError<AdoptionNode[]>(__TAURI_INVOKE('adoption_nodes')),
  adoptionFinds: (request: AdoptionRequest) => typedError<AdoptionPage>(__TAURI_INVOKE('adoption_finds', { request })),
  adoptionRead: (id: CommandId, input: ReadNode) =>
    typedError<Submitted<null>>(__TAURI_INVOKE('adoption_read', { id, input })),
  adoptionPaste: (id: CommandId, input: Paste) =>
    typedError<Submitted<PasteOutcome>>(__TAURI_INVOKE('adoption_paste', { id, input })),
  adoptionMatch: (id: CommandId, input: MatchFinds) =>
    typedError<Submitted<null>>(__TAURI_INVOKE('adoption_match', { id, input })),
  adoptionReview: (id: CommandId, input: Review) =>
    typedError<Submitted<Reviewed>>(__TAURI_INVOKE('adoption_review', { id, input })),
  adoptionTake: (id: CommandId, input: Take) =>
    typedError<Submitted<Taken>>(__TAURI_INVOKE('adoption_take', { id, input })),
}

async function typedError<T>(result: Promise<T>): Promise<Result<T>> {
  try {
    return { status: 'ok', data: await result }
  } catch (error) {
    if (error instanceof Error) throw error
    return { status: 'error', error: error as CommandError }
  }
}
