import { describe, expect, it } from 'vitest'
import type { SettingsInput } from '@/lib/bindings'
import { blankSettings, checkSettings, fromForm, toForm, type SettingsForm } from './settingsForm'

const stored: SettingsInput = {
  company_name: 'PT Contoh',
  language: 'id',
  timezone: 'Asia/Makassar',
  pkp: true,
  npwp: '0123456789012345',
  prices_include_ppn: true,
  due_day: { rule: 'fixed', day: 31 },
  due_after_days: 0,
  isolir_after_days: 90,
  isolir_hour: 23,
  idle_lock_minutes: 480,
  backup_hour: 0,
  customer_prefix: 'A1',
}

describe('the settings form', () => {
  it('gives back what it was given', () => {
    expect(checkSettings(toForm(stored))).toEqual({})
    expect(fromForm(toForm(stored))).toEqual(stored)
    const anniversary: SettingsInput = {
      ...stored,
      pkp: false,
      npwp: null,
      prices_include_ppn: false,
      due_day: { rule: 'anniversary' },
    }
    expect(fromForm(toForm(anniversary))).toEqual(anniversary)
  })

  it('names each broken rule', () => {
    const good = { ...blankSettings('id'), company_name: 'PT Contoh' }
    const cases: [string, Partial<SettingsForm>][] = [
      ['company_name', { company_name: ' ' }],
      ['customer_prefix', { customer_prefix: 'J-T' }],
      ['customer_prefix', { customer_prefix: 'TOOLONG' }],
      ['npwp', { pkp: true }],
      ['npwp', { pkp: true, npwp: '123' }],
      ['due_day', { due_day: 32 }],
      ['due_day', { due_day: '' }],
      ['due_after_days', { due_after_days: 61 }],
      ['isolir_after_days', { isolir_after_days: 1.5 }],
      ['idle_lock_minutes', { idle_lock_minutes: 0 }],
    ]
    expect(checkSettings(good)).toEqual({})
    for (const [field, part] of cases) expect(Object.keys(checkSettings({ ...good, ...part })), field).toEqual([field])
    expect(checkSettings({ ...good, due_rule: 'anniversary', due_day: '' })).toEqual({})
  })

  it('sends PPN only for a PKP, and no half NPWP', () => {
    const form = { ...toForm(stored), pkp: false, npwp: '123' }
    expect(fromForm(form)).toMatchObject({ pkp: false, npwp: null, prices_include_ppn: false })
  })
})
