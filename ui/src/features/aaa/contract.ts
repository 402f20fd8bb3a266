/** What the session commands take and give. The names are those of the generated bindings, which take this over. */
import type { CommandId, CustomerId, Submitted } from '@/lib/bindings'
import { ask } from '@/lib/ipc'

export type ServiceId = string
export type SessionRow = {
  /** The accounting row. */
  id: string
  service_id: ServiceId | null
  customer_id: CustomerId | null
  customer_code: string | null
  customer_name: string | null
  username: string
  plan_name: string | null
  router_code: string | null
  nas_address: string
  address: string | null
  /** MAC address of the customer's router, as the NAS calls it. */
  caller_id: string
  started_at: string
  updated_at: string | null
  stopped_at: string | null
  terminate_cause: string | null
  /** 64-bit counts as text. */
  upload_octets: string
  download_octets: string
  /** No update for three intervals: the router may have gone without saying so. */
  stale: boolean
  suspended: boolean
}
export type SessionListRequest = { text: string; open_only: boolean; after: string | null }
export type SessionPage = { rows: SessionRow[]; next: string | null; online: number; suspended_online: number }

export const calls = {
  aaaSessions: (request: SessionListRequest) => ask<SessionPage>('aaa_sessions', { request }),
  aaaSessionDisconnect: (id: CommandId, input: { service_id: ServiceId }) =>
    ask<Submitted<null>>('aaa_session_disconnect', { id, input }),
}
