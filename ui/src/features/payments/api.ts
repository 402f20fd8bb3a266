/** The only caller of the payments commands. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call, commands } from '@/lib/ipc'

/** `null`: today at the company's place, wherever this computer is. The answer says which day that is. */
export function usePayments(day: Ref<string | null>) {
  return useQuery(
    computed(() => ({
      queryKey: ['payment', 'day', day.value] as const,
      queryFn: () => call(commands.paymentsDay(day.value)),
      placeholderData: keepPreviousData,
    })),
  )
}
