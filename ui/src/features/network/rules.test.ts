import { describe, expect, it } from 'vitest'
import { checkCode, isHost, isIp, portNumber } from './rules'

describe('rules of the network', () => {
  it('know codes', () => {
    expect(checkCode('rtr-bks-1')).toBeUndefined()
    expect(checkCode(' ')).toBe('required')
    for (const code of ['X', '-A1', 'OLT BKS', 'ODP_1']) expect(checkCode(code), code).toBe('invalid')
  })

  it('know addresses from names', () => {
    for (const host of ['10.0.0.1', 'olt.janet.lan', 'rtr-1', '2001:db8::1']) expect(isHost(host), host).toBe(true)
    for (const host of ['10.0.0.256', '10.0.0', 'http://x', 'a b', 'x:22', '']) expect(isHost(host), host).toBe(false)
    expect([isIp('10.0.0.1'), isIp('rtr-1'), isIp('999.1.1.1')]).toEqual([true, false, false])
  })

  it('know port numbers', () => {
    expect([portNumber('8728'), portNumber('0'), portNumber('65536'), portNumber('x')]).toEqual([
      8728,
      null,
      null,
      null,
    ])
  })
})
