/** What the plans commands take and give. The names are those of the generated bindings, which take this over. */
import type { CommandId, Submitted } from '@/lib/bindings'
import { ask } from '@/lib/ipc'

export type PlanId = string
export type OltDialect = 'zte' | 'huawei'
export type ChargeTiming = 'advance' | 'arrears'
export type Cutoff = 'prepaid' | 'postpaid'
export type Proration = 'daily' | 'none'

/** What the plan is called on an OLT: ZTE has names, Huawei numbers; the other dialect's fields are empty. */
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
  /** Per month, with or without PPN as the settings say. */
  price: string
  installation_charge: string
  taxable: boolean
  pay_first: boolean
  charge_timing: ChargeTiming
  cutoff: Cutoff
  proration: Proration
  download_kbps: number
  upload_kbps: number
  radius_group: string
  pool: string | null
  line_profiles: LineProfileInput[]
}
export type PlanRow = { id: PlanId; values: PlanInput; withdrawn_at: string | null; services: number; version: number }
export type CreatePlan = { id: PlanId; values: PlanInput }
export type ChangePlan = { id: PlanId; version: number; values: PlanInput }
export type OfferPlan = { id: PlanId; version: number }

const submit =
  <Input>(command: string) =>
  (id: CommandId, input: Input) =>
    ask<Submitted<null>>(command, { id, input })

export const calls = {
  plansPlans: () => ask<PlanRow[]>('plans_plans'),
  plansPlanCreate: submit<CreatePlan>('plans_plan_create'),
  plansPlanChange: submit<ChangePlan>('plans_plan_change'),
  plansPlanWithdraw: submit<OfferPlan>('plans_plan_withdraw'),
  plansPlanRestore: submit<OfferPlan>('plans_plan_restore'),
}
