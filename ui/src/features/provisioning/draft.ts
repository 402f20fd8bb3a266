/** What is typed in the wizard: every text as it stands in its control, and the ids of what will be made. */
import { emptyDraft, inputOf, type CustomerDraft } from '@/components/customer/draft'
import { parsePon, ponText } from '@/components/service/pon'
import type { ConnectInput, OdpChoice, ServiceInput, UnregisteredOnu } from '@/lib/bindings'
import { newId } from '@/lib/ipc'
import { tidySerial } from './serial'

export type Pane = 'person' | 'service' | 'review'
export const panes: readonly Pane[] = ['person', 'service', 'review']

export interface ServiceDraft {
  plan_id: string
  /** Empty: the only router, or none yet. */
  router_id: string
  odp_id: string
  odp_port: number | null
  username: string
  /** The name was typed and no longer follows the person's. */
  username_typed: boolean
  own_password: boolean
  password: string
  billing_day: string
  /** The ONU's serial as picked, scanned or typed; empty where it comes later. */
  serial: string
  /** It was picked from what an OLT sees; a typed one hangs where its box hangs. */
  onu_seen: boolean
  onu_model: string | null
  onu_olt: string
  onu_pon: string
}

export interface ConnectDraft {
  ids: { customer: string; service: string; device: string; hold: string }
  person: CustomerDraft
  service: ServiceDraft
  pane: Pane
}

/** In the order of the screen; the server's names. */
export const serviceFields: readonly string[] = [
  'plan_id',
  'odp_id',
  'odp_port',
  'onu',
  'onu_olt',
  'onu_pon',
  'username',
  'password',
  'router_id',
  'billing_day',
]

export function emptyService(): ServiceDraft {
  return {
    plan_id: '',
    router_id: '',
    odp_id: '',
    odp_port: null,
    username: '',
    username_typed: false,
    own_password: false,
    password: '',
    billing_day: '',
    serial: '',
    onu_seen: false,
    onu_model: null,
    onu_olt: '',
    onu_pon: '',
  }
}

export function emptyConnect(branch: string, pane: Pane): ConnectDraft {
  return {
    ids: { customer: newId(), service: newId(), device: newId(), hold: newId() },
    person: emptyDraft(branch),
    service: emptyService(),
    pane,
  }
}

/** An ONU from the list of one that an OLT sees. */
export function takeOnu(draft: ServiceDraft, onu: UnregisteredOnu): void {
  draft.serial = onu.serial
  draft.onu_seen = true
  draft.onu_model = onu.model
  draft.onu_olt = onu.olt_id
  draft.onu_pon = ponText(onu.pon)
}

/** A port of a box; an ONU that is not seen yet will hang where the box hangs, a seen one stays where it was seen. */
export function takePort(draft: ServiceDraft, odp: OdpChoice, port: number): void {
  draft.odp_id = odp.id
  draft.odp_port = port
  if (draft.onu_seen && draft.serial !== '') return
  if (odp.olt_id !== null) draft.onu_olt = odp.olt_id
  if (odp.pon !== null) draft.onu_pon = ponText(odp.pon)
}

function onuOf(draft: ServiceDraft): ServiceInput['onu'] {
  const pon = parsePon(draft.onu_pon)
  if (draft.serial.trim() === '' || pon === null) return null
  return { olt_id: draft.onu_olt, pon, serial: tidySerial(draft.serial), model: draft.onu_model }
}

/** `existing`: the customer that has a code already. */
export function connectInput(draft: ConnectDraft, existing: string | null): ConnectInput {
  const { service, ids } = draft
  return {
    customer: existing === null ? { new: { id: ids.customer, values: inputOf(draft.person) } } : { existing },
    service_id: ids.service,
    device_id: ids.device,
    hold_id: ids.hold,
    service: {
      plan_id: service.plan_id,
      router_id: service.router_id === '' ? null : service.router_id,
      odp_id: service.odp_id === '' ? null : service.odp_id,
      odp_port: service.odp_id === '' ? null : service.odp_port,
      username: service.username.trim(),
      password: service.own_password ? service.password : null,
      billing_day: Number(service.billing_day),
      onu: onuOf(service),
    },
  }
}
