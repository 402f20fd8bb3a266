import { describe, expect, it } from 'vitest'
import { isSerial, tidySerial } from './serial'

describe('a serial', () => {
  it('is one serial in every spelling', () => {
    for (const text of ['ZTEGD0A1B2C3', 'zteg-d0a1b2c3', ' ZTEG D0:A1:B2:C3 ', '5A544547D0A1B2C3'])
      expect(tidySerial(text), text).toBe('ZTEGD0A1B2C3')
  })

  it('has four letters and eight hexadecimal digits', () => {
    expect(isSerial('HWTC12345678')).toBe(true)
    expect(isSerial('0000000012345678'), 'letters that are no letters stay hexadecimal').toBe(true)
    for (const text of ['', 'ZTEG', 'ZTEGD0A1B2C', 'ZTEGG0A1B2C3', 'ZTEGD0A1B2C3FF'])
      expect(isSerial(text), text).toBe(false)
  })
})
