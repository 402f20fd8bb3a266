import { describe, expect, it } from 'vitest'
import { checkAddress, serverUrl } from './useServerForm'

describe('the address of a server', () => {
  it('names the field that is wrong', () => {
    expect(checkAddress({ host: 'janet.lan', port: 5432, database: 'janet' })).toEqual({})
    expect(checkAddress({ host: ' ', port: '', database: '' })).toEqual({
      host: 'required',
      port: 'required',
      database: 'required',
    })
    expect(checkAddress({ host: 'rina@janet.lan', port: 70_000, database: 'janet' })).toEqual({
      host: 'invalid',
      port: 'invalid',
    })
  })

  it('is written as the agent takes it', () => {
    const address = {
      host: 'janet.lan',
      port: 5433,
      database: 'isp',
      tls: 'verify_ca' as const,
      ca_file: '/etc/ca.pem',
    }
    expect(serverUrl(address)).toBe('postgresql://janet.lan:5433/isp?sslmode=verify-ca&sslrootcert=/etc/ca.pem')
    expect(serverUrl({ ...address, host: 'fd00::5', tls: 'verify_full', ca_file: null })).toBe(
      'postgresql://[fd00::5]:5433/isp?sslmode=verify-full',
    )
  })
})
