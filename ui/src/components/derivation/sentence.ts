/** Each step of how an amount came about as a sentence: the key of its words and what stands in their gaps. */
import type { Derivation, PpnRule } from '@/lib/bindings'
import { formatPeriod } from '@/lib/dates'
import { formatNumber, type Locale } from '@/lib/format'
import { formatRupiah, isZero } from '@/lib/money'

export interface Sentence {
  key: string
  params: Record<string, string>
}

/** "12 %", or "12 % × 11/12" where only a part of the price is the base (DPP nilai lain). */
export function rateText(rule: PpnRule, locale: Locale): string {
  const rate = `${formatNumber(rule.rate_bp / 100, locale)} %`
  return rule.dpp_num === rule.dpp_den ? rate : `${rate} × ${rule.dpp_num}/${rule.dpp_den}`
}

export function sentenceOf(step: Derivation, locale: Locale): Sentence {
  const money = (amount: string): string => formatRupiah(amount, locale)
  const count = (days: number): string => formatNumber(days, locale)
  switch (step.step) {
    case 'plan_price':
      return { key: 'derivation.plan_price', params: { plan: step.plan, price: money(step.price) } }
    case 'days':
      return {
        key: step.days === step.period_days ? 'derivation.whole_period' : 'derivation.days',
        params: {
          days: count(step.days),
          period_days: count(step.period_days),
          charged: formatPeriod(step.charged, locale),
          period: formatPeriod(step.period, locale),
        },
      }
    case 'full_price':
      return { key: 'derivation.full_price', params: {} }
    case 'prorated':
      return {
        key: step.days_before === 0 ? 'derivation.prorated_whole' : 'derivation.prorated',
        params: {
          days_before: count(step.days_before),
          period_days: count(step.period_days),
          price: money(step.price),
          before: money(step.before),
          amount: money(step.amount),
        },
      }
    case 'ppn':
      return {
        key: ppnKey(step),
        params: {
          rate: rateText(step.rule, locale),
          base: money(step.base),
          ppn: money(step.invoice_ppn),
          share: money(step.share),
        },
      }
    case 'untaxed':
      return { key: 'derivation.untaxed', params: {} }
  }
}

/** PPN is computed once for the whole invoice; a line that bears all of it has no share to speak of. */
function ppnKey(step: Extract<Derivation, { step: 'ppn' }>): string {
  if (isZero(step.invoice_ppn)) return 'derivation.ppn_none'
  const way = step.included ? 'ppn_included' : 'ppn_added'
  return step.share === step.invoice_ppn ? `derivation.${way}` : `derivation.${way}_share`
}
