/** The only caller of the workspace commands. A query's first key is the noun whose changes make it read again. */
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type {
  AddOperatorForm,
  ApproveAgent,
  ChangeBranch,
  ChangeOperator,
  ChangeSettings,
  CreateBranch,
  RevokeAgent,
} from '@/lib/bindings'
import { call, commands } from '@/lib/ipc'

export function useOperators(enabled: Ref<boolean> | true = true) {
  return useQuery({ queryKey: ['operator', 'list'], queryFn: () => call(commands.workspaceOperators()), enabled })
}

export function useBranches() {
  return useQuery({ queryKey: ['branch', 'list'], queryFn: () => call(commands.workspaceBranches()) })
}

export function useSettings() {
  return useQuery({ queryKey: ['settings'], queryFn: () => call(commands.workspaceSettings()) })
}

export function useBackups() {
  // A backup is the end of a job.
  return useQuery({ queryKey: ['job', 'backups'], queryFn: () => call(commands.backupList()) })
}

export function useQueue() {
  return useQuery({
    queryKey: ['job', 'queue'],
    queryFn: () => call(commands.workspaceQueue()),
    // Progress is a reading: it is not in the change feed, so an open page asks for it.
    refetchInterval: (query) => (query.state.data?.jobs.some((job) => job.state === 'running') ? 1000 : 4000),
  })
}

export function useVault() {
  // An agent that asks is not in the change feed: an open page looks again.
  return useQuery({ queryKey: ['job', 'vault'], queryFn: () => call(commands.vaultState()), refetchInterval: 5000 })
}

export function useAudit(actor: Ref<string | null>) {
  return useInfiniteQuery({
    queryKey: computed(() => ['audit', actor.value]),
    queryFn: ({ pageParam }) => call(commands.workspaceAudit(pageParam, null, actor.value)),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    // Not in the change feed: read when the page is opened.
    staleTime: 0,
  })
}

export function useDiagnostics() {
  return useQuery({ queryKey: ['diagnostics'], queryFn: () => call(commands.appDiagnostics()), staleTime: 0 })
}

export const addOperator = (id: string, form: AddOperatorForm) => call(commands.workspaceOperatorAdd(id, form))
export const changeOperator = (id: string, input: ChangeOperator) => call(commands.workspaceOperatorChange(id, input))
export const disableOperator = (id: string, operator: string) => call(commands.workspaceOperatorDisable(id, operator))
export const enableOperator = (id: string, operator: string) => call(commands.workspaceOperatorEnable(id, operator))
export const resetPassword = (id: string, input: { operator: string; password: string }) =>
  call(commands.workspaceOperatorResetPassword(id, input.operator, input.password))
export const createBranch = (id: string, input: CreateBranch) => call(commands.workspaceBranchCreate(id, input))
export const changeBranch = (id: string, input: ChangeBranch) => call(commands.workspaceBranchChange(id, input))
export const changeSettings = (id: string, input: ChangeSettings) => call(commands.workspaceSettingsChange(id, input))
export const cancelJob = (id: string, job: string) => call(commands.workspaceJobCancel(id, job))
export const retryJob = (id: string, job: string) => call(commands.workspaceJobRetry(id, job))
export const requestBackup = (id: string, job: string) => call(commands.backupRequest(id, job))
export const restoreBackup = (name: string, password: string) => call(commands.backupRestore(name, password))
export const becomeAgent = (password: string) => call(commands.appBecomeAgent(password))
export const resignAgent = () => call(commands.appResignAgent())
export const approveAgent = (id: string, input: ApproveAgent) => call(commands.vaultAgentApprove(id, input))
export const revokeAgent = (id: string, input: RevokeAgent) => call(commands.vaultAgentRevoke(id, input))
export const exportDiagnostics = () => call(commands.appExportDiagnostics())
