import { expect, it } from 'vitest'
import { generatePassword, isStrongEnough } from './password'

it('judges as the server does', () => {
  expect(isStrongEnough('kopi susu 3')).toBe(true)
  for (const weak of ['short', 'aaaaaaaaaaaa', 'kata sandi é']) expect(isStrongEnough(weak), weak).toBe(false)
})

it('makes passwords that pass, each another', () => {
  const made = new Set(Array.from({ length: 50 }, generatePassword))
  expect(made.size).toBe(50)
  for (const password of made) expect(isStrongEnough(password)).toBe(true)
})
