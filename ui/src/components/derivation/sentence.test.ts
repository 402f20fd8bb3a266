import { describe, expect, it } from 'vitest'
import type { Derivation } from '@/lib/bindings'
import en from '@/locales/en.json'
import id from '@/locales/id.json'
import { sentenceOf } from './sentence'

const period = { start: '2026-11-20', end: '2026-12-20' }
const rule = { rate_bp: 1200, dpp_num: 11, dpp_den: 12 }
const ppn = { step: 'ppn', rule, included: false, base: '390000', invoice_ppn: '42900', share: '15400' } as const
const prorated = {
  step: 'prorated',
  price: '150000',
  days_before: 2,
  period_days: 30,
  before: '10000',
  amount: '140000',
} as const

const steps: Derivation[] = [
  { step: 'plan_price', plan: 'Home 30', price: '150000' },
  { step: 'days', charged: { start: '2026-11-22', end: '2026-12-20' }, days: 28, period, period_days: 30 },
  { step: 'days', charged: period, days: 30, period, period_days: 30 },
  { step: 'full_price' },
  prorated,
  { ...prorated, days_before: 0, before: '0', amount: '150000' },
  ppn,
  { ...ppn, share: ppn.invoice_ppn },
  { ...ppn, included: true },
  { ...ppn, included: true, share: ppn.invoice_ppn },
  { ...ppn, base: '3', invoice_ppn: '0', share: '0' },
  { step: 'untaxed' },
]

/** The words as the locales have them. */
function words(tree: unknown, key: string): string {
  return String(key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], tree))
}

describe('why an amount is what it is', () => {
  it('has a sentence for each step in both languages, and something in every gap of it', () => {
    for (const step of steps) {
      const { key, params } = sentenceOf(step, 'id')
      for (const tree of [id, en]) {
        const gaps = [...words(tree, key).matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '')
        expect(words(tree, key), key).not.toBe('undefined')
        for (const gap of gaps) expect(params[gap], `${key} ${gap}`).toBeTruthy()
      }
    }
  })

  it('names the last day that is charged, and the computation with its numbers', () => {
    const days = sentenceOf(steps[1] ?? { step: 'untaxed' }, 'id')
    expect(days.params['charged']).toMatch(/^22 Nov\s*–\s*19 Des 2026$/)
    expect(sentenceOf(prorated, 'id').params).toMatchObject({ before: 'Rp\u00a010.000', amount: 'Rp\u00a0140.000' })
    expect(sentenceOf(ppn, 'en').params).toMatchObject({ rate: '12 % × 11/12', share: 'Rp\u00a015,400' })
  })
})
