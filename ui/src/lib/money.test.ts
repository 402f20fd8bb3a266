import { describe, expect, it } from 'vitest'
import { formatMoney, formatRupiah, isNegative, isZero, minus, moneyFromText, typedDigits } from './money'

describe('money', () => {
  it('is grouped as the language does', () => {
    expect(formatMoney('166500', 'id')).toBe('166.500')
    expect(formatMoney('166500', 'en')).toBe('166,500')
    expect(formatMoney('0', 'id')).toBe('0')
    expect(formatMoney('999', 'id')).toBe('999')
    expect(formatMoney('-33500', 'id')).toBe('−33.500')
    expect(formatRupiah('-33500', 'id')).toBe('−Rp\u00a033.500')
  })

  it('keeps every digit of an amount that a number would round', () => {
    expect(formatMoney('9007199254740993', 'id')).toBe('9.007.199.254.740.993')
  })

  it('knows nothing from less than nothing', () => {
    expect([isZero('0'), isZero('-0'), isZero('10')]).toEqual([true, true, false])
    expect([isNegative('-1'), isNegative('-0'), isNegative('1')]).toEqual([true, false, false])
  })

  it('is subtracted without rounding', () => {
    expect([minus('166500', '100000'), minus('0', '1'), minus('9007199254740993', '1')]).toEqual([
      '66500',
      '-1',
      '9007199254740992',
    ])
  })

  it('takes digits while they are typed', () => {
    expect(typedDigits('1.50')).toBe('150')
    expect(typedDigits('007')).toBe('7')
    expect(typedDigits('0')).toBe('0')
    expect(typedDigits('abc')).toBe('')
  })

  it('reads pasted amounts and refuses what is no whole one', () => {
    expect(moneyFromText('Rp 150.000,00')).toBe('150000')
    expect(moneyFromText('Rp. 1.250.000,-')).toBe('1250000')
    expect(moneyFromText('IDR 1,250,000')).toBe('1250000')
    expect(moneyFromText('150000')).toBe('150000')
    for (const text of ['150.5', '150.000,50', '-5', '', '1.25.000', 'lunas'])
      expect(moneyFromText(text), text).toBeNull()
  })
})
