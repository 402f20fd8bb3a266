import { describe, expect, it, vi } from 'vitest'
import { blankOdp, checkOdp, odpInput } from './useOdpForm'

vi.mock('../api', () => ({ createOdp: vi.fn(), changeOdp: vi.fn() }))
const pin = { latitude: -6.2349, longitude: 106.9945 }
const filled = { ...blankOdp('b1'), code: 'odp-bkt-08', pin, ports: '16' }

describe('the form of a street box', () => {
  it('wants a code, a place and a number of ports', () => {
    expect(checkOdp(blankOdp('b1'))).toEqual({ code: 'required', pin_text: 'required' })
    expect(checkOdp({ ...filled, ports: '65' })).toEqual({ ports: 'invalid' })
    expect(checkOdp(filled)).toEqual({})
  })

  it('wants the whole PON port where an OLT feeds it', () => {
    expect(checkOdp({ ...filled, olt_id: 'o1', frame: '1', slot: '2' })).toEqual({ pon: 'invalid' })
    const fed = { ...filled, olt_id: 'o1', frame: '1', slot: '2', port: '4' }
    expect(checkOdp(fed)).toEqual({})
    expect(odpInput(fed, pin)).toMatchObject({ code: 'ODP-BKT-08', pon: { frame: 1, slot: 2, port: 4 }, ports: 16 })
  })

  it('sends no feed without an OLT', () => {
    expect(odpInput({ ...filled, frame: '1', slot: '2', port: '4' }, pin).pon).toBeNull()
  })
})
