/** What the network commands take and give. The names are those of the generated bindings, which take this over. */
import type { BranchId, CommandId, CustomerId, Pin, Submitted } from '@/lib/bindings'
import { ask } from '@/lib/ipc'

export type NodeId = string
export type OdcId = string
export type OdpId = string
export type ZoneId = string
export type NodeKind = 'router' | 'olt'
export type Vendor = 'mikrotik' | 'zte' | 'huawei'
export type LineState = 'unknown' | 'online' | 'offline' | 'los' | 'power'

export type NodeInput = {
  branch_id: BranchId
  kind: NodeKind
  vendor: Vendor
  code: string
  name: string
  address: string
  port: number
  username: string
  pin: Pin | null
  /** Routers: where RADIUS sends Disconnect and CoA. */
  coa_port: number | null
  /** What RADIUS knows the router by, an IP address; empty where it is `address`. */
  nas_address: string
  /** OLTs: algorithms that only old firmware needs. */
  legacy_ssh: boolean
  /** OLTs: where customers' traffic leaves. */
  vlan: number | null
}
export type NodeRow = {
  id: NodeId
  branch_id: BranchId
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
  /** Services on a router, ONUs that should be on an OLT. */
  used: number
  version: number
}
export type Node = { row: NodeRow; input: NodeInput; host_key: string | null; has_nas_secret: boolean }
export type CreateNode = { id: NodeId; values: NodeInput }
export type ChangeNode = { id: NodeId; version: number; values: NodeInput }
export type ManageNode = { id: NodeId; version: number; managed: boolean }

export type OdcInput = { branch_id: BranchId; code: string; name: string; pin: Pin }
export type OdcRow = {
  id: OdcId
  branch_id: BranchId
  code: string
  name: string
  pin: Pin
  odps: number
  version: number
}
export type CreateOdc = { id: OdcId; values: OdcInput }
export type ChangeOdc = { id: OdcId; version: number; values: OdcInput }

export type PonPlace = { frame: number; slot: number; port: number }
export type OdpInput = {
  branch_id: BranchId
  odc_id: OdcId | null
  olt_id: NodeId | null
  pon: PonPlace | null
  code: string
  name: string
  pin: Pin
  ports: number
}
export type OdpRow = {
  id: OdpId
  branch_id: BranchId
  odc_id: OdcId | null
  odc_code: string | null
  olt_id: NodeId | null
  olt_code: string | null
  pon: PonPlace | null
  code: string
  name: string
  pin: Pin
  ports: number
  used: number
  version: number
}
export type OdpPort = {
  port: number
  customer_id: CustomerId | null
  customer_code: string | null
  customer_name: string | null
  line: LineState | null
}
export type Odp = { row: OdpRow; ports: OdpPort[] }
export type CreateOdp = { id: OdpId; values: OdpInput }
export type ChangeOdp = { id: OdpId; version: number; values: OdpInput }

/** As a pin, whose numbers the bindings let be null because JSON has no NaN. */
export type Corner = { latitude: number; longitude: number }
export type ZoneInput = { branch_id: BranchId; name: string; polygon: Corner[] }
export type ZoneRow = { id: ZoneId; branch_id: BranchId; name: string; polygon: Corner[]; version: number }
export type CreateZone = { id: ZoneId; values: ZoneInput }
export type ChangeZone = { id: ZoneId; version: number; values: ZoneInput }

const submit =
  <Input>(command: string) =>
  (id: CommandId, input: Input) =>
    ask<Submitted<null>>(command, { id, input })

export const calls = {
  networkNodes: () => ask<NodeRow[]>('network_nodes'),
  networkNode: (id: NodeId) => ask<Node>('network_node', { id }),
  networkNodeCreate: submit<CreateNode>('network_node_create'),
  networkNodeChange: submit<ChangeNode>('network_node_change'),
  networkNodeManage: submit<ManageNode>('network_node_manage'),
  networkNodeSetPassword: (id: CommandId, node: NodeId, password: string) =>
    ask<Submitted<null>>('network_node_set_password', { id, node, password }),
  networkNodeSetNasSecret: (id: CommandId, node: NodeId, secret: string) =>
    ask<Submitted<null>>('network_node_set_nas_secret', { id, node, secret }),
  networkNodeForgetHostKey: submit<{ id: NodeId }>('network_node_forget_host_key'),
  networkNodeObserve: submit<{ id: NodeId }>('network_node_observe'),
  networkOdcs: () => ask<OdcRow[]>('network_odcs'),
  networkOdcCreate: submit<CreateOdc>('network_odc_create'),
  networkOdcChange: submit<ChangeOdc>('network_odc_change'),
  networkOdps: () => ask<OdpRow[]>('network_odps'),
  networkOdp: (id: OdpId) => ask<Odp>('network_odp', { id }),
  networkOdpCreate: submit<CreateOdp>('network_odp_create'),
  networkOdpChange: submit<ChangeOdp>('network_odp_change'),
  networkZones: () => ask<ZoneRow[]>('network_zones'),
  networkZoneCreate: submit<CreateZone>('network_zone_create'),
  networkZoneChange: submit<ChangeZone>('network_zone_change'),
}
