/** The only caller of the plans commands. */
import { useQuery } from '@tanstack/vue-query'
import { call, commands } from '@/lib/ipc'
import { calls, type ChangePlan, type CreatePlan, type OfferPlan } from './contract'

export function usePlans() {
  return useQuery({
    queryKey: ['plan', 'list'],
    queryFn: () => call(calls.plansPlans()),
    // How many services are on it.
    meta: { nouns: ['service'] },
  })
}

/** Whether prices have PPN in them is decided for the whole company. */
export function useSettings() {
  return useQuery({ queryKey: ['settings'], queryFn: () => call(commands.workspaceSettings()) })
}

export const readPlans = () => call(calls.plansPlans())
export const createPlan = (id: string, input: CreatePlan) => call(calls.plansPlanCreate(id, input))
export const changePlan = (id: string, input: ChangePlan) => call(calls.plansPlanChange(id, input))
export const withdrawPlan = (id: string, input: OfferPlan) => call(calls.plansPlanWithdraw(id, input))
export const restorePlan = (id: string, input: OfferPlan) => call(calls.plansPlanRestore(id, input))
