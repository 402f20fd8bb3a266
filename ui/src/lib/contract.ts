/**
 * Types and commands that the generated bindings will carry under the same names. Once they do, this file goes and its
 * importers name `./bindings` (types) and `./ipc` (commands) instead.
 */
import type * as bindings from './bindings'
import type { CommandId, CustomerId, CustomerInput, JobId, Submitted } from './bindings'
import { ask } from './ipc'

export type NodeId = string
export type OdpId = string
export type PlanId = string
export type ServiceId = string
export type HoldId = string
export type DeviceId = string
export type InvoiceId = string
export type TransactionId = string
export type NodeKind = 'router' | 'olt'
export type Vendor = 'mikrotik' | 'zte' | 'huawei'
export type NodeRow = {
  id: NodeId
  branch_id: string
  branch_name: string
  kind: NodeKind
  vendor: Vendor
  code: string
  name: string
  address: string
  port: number
  managed: boolean
  has_password: boolean
  observed_at: string | null
  reachable: boolean | null
  identity: string | null
  model: string | null
  software: string | null
  error: string | null
  /** services on it (router) or ONUs desired on it (OLT) */ used: number
  version: number
}
export type PonPlace = { frame: number; slot: number; port: number }
export type OdpChoice = {
  id: OdpId
  code: string
  name: string
  distance_m: number
  free_ports: number[]
  ports: number
  olt_id: NodeId | null
  olt_code: string | null
  pon: PonPlace | null
}
export type PlaceAdvice = {
  odps: OdpChoice[]
  /** nearest first, at most 12 */ zone: string | null
  /** metres to the nearest zone when outside all, null when no zone is drawn */ outside_m: number | null
}
export type OltDialect = 'zte' | 'huawei'
export type LineProfileInput = {
  dialect: OltDialect
  onu_type: string
  tcont_profile: string
  traffic_up: string
  traffic_down: string
  line_profile: number | null
  service_profile: number | null
  gem: number | null
}
export type PlanInput = {
  code: string
  name: string
  price: string
  installation_charge: string
  taxable: boolean
  pay_first: boolean
  charge_timing: 'advance' | 'arrears'
  cutoff: 'prepaid' | 'postpaid'
  proration: 'daily' | 'none'
  download_kbps: number
  upload_kbps: number
  radius_group: string
  pool: string | null
  line_profiles: LineProfileInput[]
}
export type PlanRow = { id: PlanId; values: PlanInput; withdrawn_at: string | null; services: number; version: number }
export type LineState = 'unknown' | 'online' | 'offline' | 'los' | 'power'
export type HoldReason = 'unpaid' | 'quota' | 'abuse' | 'freeze'
export type Hold = {
  id: HoldId
  reason: HoldReason
  since: string
  until: string | null
  placed_by: string
  note: string
  released_at: string | null
  released_by: string | null
}
export type RadiusRow = {
  table: string
  name: string
  attribute: string
  op: string
  value: string
  /** true: hidden, value is "••••••••" */ secret: boolean
}
export type SessionRow = {
  id: string
  /** radacctid as text */ service_id: ServiceId | null
  customer_id: string | null
  customer_code: string | null
  customer_name: string | null
  username: string
  plan_name: string | null
  router_code: string | null
  nas_address: string
  address: string | null
  caller_id: string
  started_at: string
  updated_at: string | null
  stopped_at: string | null
  terminate_cause: string | null
  upload_octets: string
  download_octets: string
  /** no update for three intervals */ stale: boolean
  suspended: boolean
}
export type SessionRequestRow = {
  id: string
  request: 'disconnect' | 'coa'
  router_code: string | null
  acct_session_id: string
  asked_at: string
  answered_at: string | null
  outcome: 'ack' | 'nak' | 'timeout' | 'unsent'
  error_cause: number | null
  detail: string
}
export type OnuDetail = {
  device_id: DeviceId
  serial: string
  model: string | null
  olt_id: NodeId
  olt_code: string
  pon: PonPlace
  onu_id: number | null
  vlan: number
  desired: 'registered' | 'removed'
  observed_at: string | null
  verdict: 'complete' | 'partial' | 'absent' | 'elsewhere' | 'other' | 'unread' | null
  verdict_note: string
  state: 'online' | 'offline' | 'los' | 'power' | 'unknown' | null
  olt_rx_dbm: number | null
  onu_rx_dbm: number | null
  onu_tx_dbm: number | null
  distance_m: number | null
  saved: boolean
  last_error: string | null
}
export type ServiceJob = {
  id: JobId
  kind: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  reason: string | null
  attempts: number
  created_at: string
}
export type ServiceDetail = {
  id: ServiceId
  plan_id: PlanId
  plan_name: string
  price: string
  download_kbps: number
  upload_kbps: number
  username: string
  state: 'installing' | 'active' | 'ended'
  billing_day: number
  activated_at: string | null
  created_at: string
  router_code: string | null
  odp_id: OdpId | null
  odp_code: string | null
  odp_port: number | null
  group: string
  /** group RADIUS has now */ radius_group: string | null
  holds: Hold[]
  onu: OnuDetail | null
  radius: RadiusRow[]
  session: SessionRow | null
  requests: SessionRequestRow[]
  jobs: ServiceJob[]
}
export type UnregisteredOnu = {
  olt_id: NodeId
  olt_code: string
  serial: string
  model: string | null
  pon: PonPlace
  seen_at: string
}
export type ServiceInput = {
  plan_id: PlanId
  router_id: NodeId | null
  odp_id: OdpId | null
  odp_port: number | null
  username: string
  /** null: generated */ password: string | null
  billing_day: number
  onu: { olt_id: NodeId; pon: PonPlace; serial: string; model: string | null } | null
}
export type ConnectInput = {
  customer: /** existing */ { existing: string } | { new: { id: string; values: CustomerInput } }
  service_id: ServiceId
  device_id: DeviceId
  invoice_id: InvoiceId
  service: ServiceInput
}
export type CheckLevel = 'ok' | 'warning' | 'error'
export type Check = {
  code:
    | 'username_free'
    | 'username_taken'
    | 'odp_port_free'
    | 'odp_port_taken'
    | 'odp_none'
    | 'onu_seen'
    | 'onu_not_seen'
    | 'onu_elsewhere'
    | 'onu_none'
    | 'plan_sold'
    | 'plan_withdrawn'
    | 'plan_no_profile'
    | 'phone_free'
    | 'phone_used'
    | 'zone_inside'
    | 'zone_outside'
    | 'odp_far'
    | 'router_none'
    | 'olt_read_only'
    | 'olt_other_than_odp'
    | 'pay_first'
  level: CheckLevel
  field: string | null
  params: Record<string, string>
}
export type QuoteLine = {
  kind: 'installation' | 'recurring'
  description: string
  derivation: string
  period_start: string | null
  period_end: string | null
  quantity_days: number | null
  period_days: number | null
  unit_price: string
  amount: string
}
export type Quote = {
  lines: QuoteLine[]
  dpp: string
  ppn: string
  ppn_rate_bp: number
  prices_include_ppn: boolean
  total: string
}
export type Preview = {
  username: string
  checks: Check[]
  radius: RadiusRow[]
  olt: { code: string; dialect: OltDialect; lines: string[]; read_back: string[] } | null
  olt_problem: string | null
  /** charged at commit (pay first) */ now: Quote | null
  /** charged when the line is up, if today */ at_activation: Quote | null
}
export type InvoiceState = 'open' | 'overdue' | 'paid' | 'void'
export type InvoiceRow = {
  id: InvoiceId
  number: string
  customer_id: string
  customer_code: string
  customer_name: string
  issued_on: string
  due_on: string
  total: string
  paid: string
  state: InvoiceState
}
export type PaymentRow = {
  id: TransactionId
  receipt_number: string
  amount: string
  received_at: string
  received_by: string
  note: string
}
export type CustomerAccount = {
  balance: string
  credit: string
  overdue: string
  due_on: string | null
  open: InvoiceRow[]
  payments: PaymentRow[]
}
export type ReceivePayment = {
  id: TransactionId
  customer_id: string
  amount: string
  tendered: string | null
  note: string
  invoice_id: InvoiceId | null
}
export type PaymentReceived = {
  receipt_number: string
  allocated: { invoice_number: string; amount: string }[]
  credit: string
  balance: string
  released: ServiceId[]
}
export type Today = {
  collected: { amount: string; count: number }
  overdue: { amount: string; count: number }
  expiring: { amount: string; count: number } /* due within three days */
  down: { count: number } /* active lines not online (los, power, offline) */
  online: { count: number }
  unassigned: { count: number } /* unregistered ONUs nobody owns */
  as_of: string
}

/** Codes of refusals that the bindings do not list yet. */
export type Code = bindings.Code | 'onu_elsewhere' | 'withdrawn' | 'read_only_device'
export type AppStatus = bindings.AppStatus & {
  /** The data is the sample network. */
  sample?: boolean
  /** Shown on the sign-in screen of the sample. */
  sample_password?: string | null
}
export type LineFilter = 'any' | 'down' | 'online'
export type ListRequest = bindings.ListRequest & { line: LineFilter; owing: boolean }
export type CustomerRow = bindings.CustomerRow & {
  plan_name: string | null
  username: string | null
  line: LineState
  balance: string
  due_on: string | null
}
export type ListPage = Omit<bindings.ListPage, 'rows'> & { rows: CustomerRow[] }
export type SearchedOlt = {
  id: NodeId
  code: string
  managed: boolean
  seen_at: string | null
  error: string | null
  searching: boolean
}
export type Unregistered = { onus: UnregisteredOnu[]; olts: SearchedOlt[] }
export type OltLogEntry = { at: string; operation: string; outcome: string; transcript: string }
export type Connected = {
  customer_id: CustomerId
  customer_code: string
  service_id: ServiceId
  username: string
  invoice_number: string | null
}

export const calls = {
  appUseSample: () => ask<null>('app_use_sample'),
  appOpenLink: (url: string) => ask<null>('app_open_link', { url }),
  customersList: (request: ListRequest) => ask<ListPage>('customers_list', { request }),
  networkNodes: () => ask<NodeRow[]>('network_nodes'),
  networkPlaceAdvice: (pin: bindings.Pin, branch: bindings.BranchId) =>
    ask<PlaceAdvice>('network_place_advice', { pin, branch }),
  plansPlans: () => ask<PlanRow[]>('plans_plans'),
  provisioningServices: (customer: CustomerId) => ask<ServiceDetail[]>('provisioning_services', { customer }),
  provisioningOnuRead: (id: CommandId, input: { service_id: ServiceId }) =>
    ask<Submitted<null>>('provisioning_onu_read', { id, input }),
  provisioningOltLog: (service: ServiceId) => ask<OltLogEntry[]>('provisioning_olt_log', { service }),
  provisioningUnregistered: (olt: NodeId | null) => ask<Unregistered>('provisioning_unregistered', { olt }),
  provisioningDiscover: (id: CommandId, input: { olt_id: NodeId }) =>
    ask<Submitted<null>>('provisioning_discover', { id, input }),
  provisioningSuggestUsername: (codeOrName: string) => ask<string>('provisioning_suggest_username', { codeOrName }),
  provisioningUsernameFree: (username: string) => ask<boolean>('provisioning_username_free', { username }),
  provisioningPreview: (input: ConnectInput) => ask<Preview>('provisioning_preview', { input }),
  provisioningConnect: (id: CommandId, input: ConnectInput) =>
    ask<Submitted<Connected>>('provisioning_connect', { id, input }),
  aaaHoldPlace: (
    id: CommandId,
    input: { id: HoldId; service_id: ServiceId; reason: HoldReason; until: string | null; note: string },
  ) => ask<Submitted<null>>('aaa_hold_place', { id, input }),
  aaaHoldRelease: (id: CommandId, input: { service_id: ServiceId; reason: HoldReason }) =>
    ask<Submitted<null>>('aaa_hold_release', { id, input }),
  aaaSessionDisconnect: (id: CommandId, input: { service_id: ServiceId }) =>
    ask<Submitted<null>>('aaa_session_disconnect', { id, input }),
  aaaRevealPassword: (service: ServiceId) => ask<string>('aaa_reveal_password', { service }),
  billingAccount: (customer: CustomerId) => ask<CustomerAccount>('billing_account', { customer }),
  paymentsReceive: (id: CommandId, input: ReceivePayment) =>
    ask<Submitted<PaymentReceived>>('payments_receive', { id, input }),
  paymentsReceiptPdf: (transaction: TransactionId, paper: 'a4' | 'roll58') =>
    ask<string>('payments_receipt_pdf', { transaction, paper }),
  paymentsReceiptWhatsapp: (transaction: TransactionId) => ask<string>('payments_receipt_whatsapp', { transaction }),
  reportsToday: () => ask<Today>('reports_today'),
}
