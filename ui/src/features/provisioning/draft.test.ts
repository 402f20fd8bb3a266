import { describe, expect, it } from 'vitest'
import { connectInput, emptyConnect, takeOnu, takePort } from './draft'
import { brokenServiceRules } from './rules'

const odp = {
  id: 'o1',
  code: 'ODP-1',
  name: '',
  distance_m: 84,
  free_ports: [7],
  ports: 16,
  olt_id: 'olt1',
  olt_code: 'OLT-1',
  pon: { frame: 1, slot: 2, port: 4 },
}
const seen = {
  olt_id: 'olt2',
  olt_code: 'OLT-2',
  serial: 'ZTEGD0A1B2C3',
  model: 'F609',
  pon: { frame: 1, slot: 1, port: 9 },
  seen_at: '',
}

describe('a connection', () => {
  it('sends nothing for what was left empty', () => {
    const { service } = connectInput(emptyConnect('b1', 'person'), 'c1')
    expect(service).toMatchObject({ router_id: null, odp_id: null, odp_port: null, password: null, onu: null })
  })

  it('hangs a typed ONU where the box hangs, and leaves a seen one where it was seen', () => {
    const draft = emptyConnect('b1', 'service')
    takePort(draft.service, odp, 7)
    draft.service.serial = 'zteg d0a1b2c3'
    expect(connectInput(draft, 'c1').service.onu).toEqual({
      olt_id: 'olt1',
      pon: odp.pon,
      serial: 'ZTEGD0A1B2C3',
      model: null,
    })
    takeOnu(draft.service, seen)
    takePort(draft.service, odp, 7)
    expect(connectInput(draft, 'c1').service.onu).toEqual({
      olt_id: 'olt2',
      pon: seen.pon,
      serial: seen.serial,
      model: 'F609',
    })
  })

  it('asks for the place of an ONU that nobody has seen', () => {
    const { service } = emptyConnect('b1', 'service')
    const typed = { ...service, plan_id: 'p', username: 'budi', billing_day: '20', serial: 'ZTEGD0A1B2C3' }
    expect(brokenServiceRules(typed)).toEqual({ onu_olt: 'required', onu_pon: 'required' })
    expect(brokenServiceRules({ ...typed, onu_olt: 'o', onu_pon: '1/2' })).toEqual({ onu_pon: 'invalid' })
    expect(brokenServiceRules({ ...typed, serial: '', billing_day: '32' })).toEqual({ billing_day: 'invalid' })
  })
})
