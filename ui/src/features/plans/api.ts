/** The only caller of the plans commands. */
import { useQuery } from '@tanstack/vue-query'
import { call, commands } from '@/lib/ipc'
import type { ChangePlan, CreatePlan, RestorePlan, WithdrawPlan } from '@/lib/bindings'

export function usePlans() {
  return useQuery({ queryKey: ['plan', 'list'], queryFn: () => call(commands.plansPlans()) })
}

/** Whether prices have PPN in them is decided for the whole company. */
export function useSettings() {
  return useQuery({ queryKey: ['settings'], queryFn: () => call(commands.workspaceSettings()) })
}

export const readPlans = () => call(commands.plansPlans())
export const createPlan = (id: string, input: CreatePlan) => call(commands.plansPlanCreate(id, input))
export const changePlan = (id: string, input: ChangePlan) => call(commands.plansPlanChange(id, input))
export const withdrawPlan = (id: string, input: WithdrawPlan) => call(commands.plansPlanWithdraw(id, input))
export const restorePlan = (id: string, input: RestorePlan) => call(commands.plansPlanRestore(id, input))
