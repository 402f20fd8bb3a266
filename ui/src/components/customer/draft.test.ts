import { describe, expect, it } from 'vitest'
import { differences, emptyDraft, inputOf, rebase } from './draft'

describe('a draft', () => {
  const read = { ...emptyDraft('b'), name: 'Budi', phone: '0812-1100-4512', street: 'Jl. Mawar 3' }

  it('sends empty texts as unknown', () => {
    const input = inputOf({ ...read, phone: ' ' })
    expect(input.phone).toBeNull()
    expect(input.address).toEqual({
      street: 'Jl. Mawar 3',
      rt: '',
      rw: '',
      village: '',
      district: '',
      city: '',
      postal_code: '',
      landmark: '',
    })
  })

  it('knows what differs', () => {
    expect(differences(read, { ...read, pin: { latitude: 1, longitude: 2 }, name: 'Budi S' })).toEqual(['name', 'pin'])
  })

  it('keeps typed changes on top of the newest record', () => {
    const typed = { ...read, name: 'Budi Santoso' }
    const newest = { ...read, phone: '0813-0000-0000', name: 'Budi S.' }
    expect(rebase(read, typed, newest)).toEqual({ ...newest, name: 'Budi Santoso' })
  })
})
