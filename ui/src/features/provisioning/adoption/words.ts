/** How finds are named and marked on the screen. */
import { i18n } from '@/app/i18n'
import type { Tone } from '@/components/StatusMark.vue'
import { ponText } from '@/components/service/pon'
import type { AdoptionFind, AdoptionShow, Confidence, TakenLine } from '@/lib/bindings'

export const confidenceTone: Record<Confidence, Tone> = {
  certain: 'up',
  likely: 'hold',
  unsure: 'warn',
  none: 'unknown',
}

/** The chips, in the order in which they are worked through. */
export const shows: readonly AdoptionShow[] = ['certain', 'likely', 'unsure', 'none', 'skipped', 'taken', 'gone']

/** Where on the device: the place of an ONU, the address of the rest. */
export function placeText(find: AdoptionFind): string {
  if (find.pon !== null) return `${ponText(find.pon)}:${String(find.onu_id ?? '?')}`
  return find.address ?? ''
}

/** What is still missing before it can be taken over; `null`: nothing. */
export function missing(find: AdoptionFind): 'customer' | 'plan' | null {
  if (find.customer_id === null && find.row_id === null) return 'customer'
  // An ONU hangs on a service, which has the plan.
  return find.plan_id === null && find.kind !== 'onu' ? 'plan' : null
}

/** Why a line was not taken over. */
export function refusalText(line: Extract<TakenLine, { outcome: 'refused' }>): string {
  const { t, te } = i18n.global
  const detail = line.detail ?? ''
  for (const key of [`adoption.refused.${line.code}_${line.field ?? ''}`, `adoption.refused.${line.code}`]) {
    if (te(key)) return t(key, { detail })
  }
  return t(`problem.${line.code}`, { detail, field: line.field ?? '' })
}
