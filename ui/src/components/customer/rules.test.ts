import { describe, expect, it } from 'vitest'
import { emptyDraft, type CustomerDraft } from './draft'
import { brokenRules, isEmail, isNik, parsePhone, tidyNik } from './rules'

function broken(change: Partial<CustomerDraft>) {
  return brokenRules({ ...emptyDraft('b'), name: 'Budi', ...change })
}

describe('telephone numbers', () => {
  it('are one number in every spelling', () => {
    for (const text of ['0812-1100-4512', '+62 812 1100 4512', '6281211004512', '81211004512', ' (0812) 1100.4512 ']) {
      expect(parsePhone(text), text).toBe('+6281211004512')
    }
    expect(parsePhone('021-8800-4561')).toBe('+622188004561')
    expect(parsePhone('+65 6123 4567')).toBe('+6561234567')
  })

  it('refuse nonsense', () => {
    for (const text of ['0812abc', '12', '08', '0812345678901234', '', '++62812'])
      expect(parsePhone(text), text).toBeNull()
  })
})

describe('NIK', () => {
  it('holds a possible date of birth', () => {
    expect(isNik('3275011203850001')).toBe(true)
    expect(isNik('3275015203850001'), "a woman's day of birth is 40 more").toBe(true)
    expect(isNik('3275013213850001')).toBe(false)
    expect(isNik('3275011213850001'), 'month 13').toBe(false)
    expect(isNik('3275014003850001'), 'day 40').toBe(false)
    expect(isNik('327501120385000')).toBe(false)
    expect(isNik('0075011203850001')).toBe(false)
  })

  it('may be typed with marks', () => {
    expect(tidyNik(' 327501-120385.0001 ')).toBe('3275011203850001')
  })
})

describe('e-mail', () => {
  it('has a user and a host with a point', () => {
    expect(isEmail('rina@contoh.co.id')).toBe(true)
    for (const text of ['rina@contoh', 'rina contoh@x.id', '@x.id', 'rina@.id', 'rina@x.'])
      expect(isEmail(text), text).toBe(false)
  })
})

describe('the form', () => {
  it('needs a name and a branch only', () => {
    expect(broken({})).toEqual({})
    expect(broken({ name: ' \t ' })).toEqual({ name: 'required' })
    expect(broken({ branch_id: '' })).toEqual({ branch_id: 'required' })
  })

  it('limits the name to 120 characters after tidying', () => {
    expect(broken({ name: `  ${'a'.repeat(120)}  ` })).toEqual({})
    expect(broken({ name: 'a'.repeat(121) })).toEqual({ name: 'invalid' })
    expect(broken({ name: '😀'.repeat(120) })).toEqual({})
  })

  it('names every field that breaks its rule', () => {
    expect(
      broken({
        phone: 'x',
        email: 'x',
        nik: '1',
        rt: '1234',
        rw: 'a',
        postal_code: '1740',
        street: 'j'.repeat(201),
        note: 'n'.repeat(2001),
      }),
    ).toEqual({
      phone: 'invalid',
      email: 'invalid',
      nik: 'invalid',
      rt: 'invalid',
      rw: 'invalid',
      postal_code: 'invalid',
      street: 'invalid',
      note: 'invalid',
    })
    expect(broken({ rt: '003', rw: '12', postal_code: '17113' })).toEqual({})
  })
})
