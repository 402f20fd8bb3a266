import { describe, expect, it } from 'vitest'
import { changeOf, effectOf, isPositive, monthsOf, proposal } from './amounts'

describe('a payment', () => {
  it('proposes what is owed, and nothing where there is credit', () => {
    expect(proposal('333000')).toBe('333000')
    expect(proposal('-33500')).toBe('')
    expect(proposal('0')).toBe('')
  })

  it('counts months of all services', () => {
    expect(monthsOf(['150000', '99000'], 3)).toBe('747000')
    expect(monthsOf([], 2)).toBe('')
  })

  it('settles, leaves a rest, or becomes credit', () => {
    expect(effectOf('333000', '333000')).toEqual({ kind: 'settles' })
    expect(effectOf('100000', '333000')).toEqual({ kind: 'part', rest: '233000' })
    expect(effectOf('400000', '333000')).toEqual({ kind: 'credit', rest: '67000' })
    expect(effectOf('50000', '-20000'), 'all of it joins the credit').toEqual({ kind: 'credit', rest: '50000' })
  })

  it('gives change, exactly beyond 2^53', () => {
    expect(changeOf('200000', '166500')).toBe('33500')
    expect(changeOf('100000', '166500')).toBeNull()
    expect(changeOf('9007199254740993', '1')).toBe('9007199254740992')
    expect(isPositive('')).toBe(false)
  })
})
