import { describe, expect, it } from 'vitest'
import type { ServiceDetail } from '@/lib/bindings'
import { findings, truthRows } from './truth'

const service: ServiceDetail = {
  id: 's1',
  plan_id: 'p1',
  plan_name: 'Home 50',
  price: '150000',
  download_kbps: 50_000,
  upload_kbps: 50_000,
  username: 'jnt004533',
  state: 'active',
  billing_day: 20,
  activated_at: '2026-01-01T00:00:00Z',
  created_at: '2026-01-01T00:00:00Z',
  router_code: 'RTR-1',
  odp_id: null,
  odp_code: null,
  odp_port: null,
  group: 'home-50',
  radius_group: 'home-50',
  holds: [],
  onu: null,
  radius: [
    {
      table: 'radgroupreply',
      name: 'home-50',
      attribute: 'Mikrotik-Rate-Limit',
      op: '=',
      value: '50M/50M',
      secret: false,
    },
    { table: 'radgroupreply', name: 'home-50', attribute: 'Framed-Pool', op: '=', value: 'pool-home', secret: false },
  ],
  session: null,
  requests: [],
  jobs: [],
}
const session: NonNullable<ServiceDetail['session']> = {
  id: '1',
  service_id: 's1',
  customer_id: null,
  customer_code: null,
  customer_name: null,
  username: 'jnt004533',
  plan_name: null,
  router_code: null,
  nas_address: '10.0.0.1',
  address: '10.21.4.77',
  caller_id: '',
  started_at: '2026-01-01T00:00:00Z',
  updated_at: null,
  stopped_at: null,
  terminate_cause: null,
  upload_octets: '0',
  download_octets: '0',
  stale: false,
  suspended: false,
}
const hold = {
  id: 'h1',
  reason: 'unpaid',
  since: '',
  until: null,
  placed_by: 'rina',
  note: '',
  released_at: null,
  released_by: null,
} as const
const keys = (of: ServiceDetail): (string | undefined)[] => findings(of).map((found) => found.key)

describe('truth', () => {
  it('puts the four sources side by side', () => {
    const [status, speed, address] = truthRows({ ...service, session }, () => '3 j 12 m')
    expect(status?.contract).toEqual({ tone: 'up', key: 'service.state.active' })
    expect(status?.session.params).toEqual({ span: '3 j 12 m' })
    expect([speed?.contract.text, speed?.radius.text]).toEqual(['50M/50M', '50M/50M'])
    expect([address?.radius.text, address?.session.text]).toEqual(['pool-home', '10.21.4.77'])
    expect(findings({ ...service, session })).toEqual([])
  })

  it('names a group that RADIUS has wrong', () => {
    expect(keys({ ...service, radius_group: 'isolir' })).toEqual(['service.truth.group_differs'])
  })

  it('says that a session does not follow the hold, either way', () => {
    expect(keys({ ...service, holds: [hold], session })).toEqual(['service.truth.still_open'])
    expect(keys({ ...service, session: { ...session, suspended: true } })).toEqual(['service.truth.still_suspended'])
    expect(keys({ ...service, holds: [{ ...hold, released_at: '2026-01-02T00:00:00Z' }], session })).toEqual([])
  })

  it('shows why a job waits', () => {
    const job = {
      id: 'j',
      kind: 'onu.register',
      state: 'waiting',
      reason: 'OLT-1 is read-only',
      attempts: 1,
      created_at: '',
    } as const
    expect(findings({ ...service, jobs: [job] })).toEqual([
      {
        tone: 'warn',
        key: 'service.truth.job_waits_for',
        params: { job: 'onu.register' },
        quote: 'OLT-1 is read-only',
      },
    ])
  })
})
