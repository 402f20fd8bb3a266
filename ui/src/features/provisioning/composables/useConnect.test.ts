import { effectScope } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Refused } from '@/lib/ipc'

const api = vi.hoisted(() => ({ connect: vi.fn(), readServices: vi.fn() }))
vi.mock('../api', () => api)
vi.mock('@/components/customer/api', () => ({ findDuplicates: vi.fn(async () => []), pinFromText: vi.fn() }))

const { useConnect } = await import('./useConnect')
const { dropDraft } = await import('../kept')

const refused = (code: string, field: string | null = null): Refused =>
  new Refused({ code: code as Refused['code'], field, detail: null })
const done = { state: 'applied', result: { customer_id: 'c', customer_code: 'JNT-1' } }

function open() {
  const wizard = effectScope(true).run(() => useConnect(null, 'b1', { billingDay: '20' }))
  if (!wizard) throw new Error('no wizard')
  return wizard
}

/** Typed through to the review. */
async function filled() {
  const wizard = open()
  wizard.draft.value.person.name = 'Budi'
  await wizard.next(null)
  wizard.draft.value.service.plan_id = 'p1'
  wizard.draft.value.service.username = 'budi'
  await wizard.next(null)
  return wizard
}

beforeEach(() => {
  dropDraft('new')
  api.connect.mockReset()
  api.readServices.mockReset()
})

describe('the wizard', () => {
  it('goes on only where a pane holds', async () => {
    const wizard = open()
    await wizard.next(null)
    expect(wizard.draft.value.pane).toBe('person')
    expect(Object.keys(wizard.person.problems.value)).toEqual(['name'])
    wizard.draft.value.person.name = 'Budi'
    await wizard.next(null)
    await wizard.next(null)
    expect(wizard.draft.value.pane).toBe('service')
    expect(Object.keys(wizard.service.problems.value).sort()).toEqual(['plan_id', 'username'])
  })

  it('opens the pane that a refusal is about', async () => {
    const wizard = await filled()
    api.connect.mockRejectedValueOnce(refused('taken', 'odp_port'))
    expect(await wizard.save(null)).toBeNull()
    expect(wizard.draft.value.pane).toBe('service')
    expect(wizard.service.problems.value['odp_port']).toBeTruthy()
    wizard.go('review')
    api.connect.mockRejectedValueOnce(refused('invalid', 'nik'))
    await wizard.save(null)
    expect(wizard.draft.value.pane).toBe('person')
    expect(wizard.person.problems.value['nik']).toContain('NIK')
  })

  it('sends again under the same ids, also after the page was left', async () => {
    const wizard = await filled()
    api.connect.mockRejectedValueOnce(refused('connection_lost')).mockResolvedValueOnce(done)
    await wizard.save(null)
    expect(wizard.lost.value).toBe(true)
    const again = open()
    expect(again.resumed).toBe(true)
    expect(again.lost.value).toBe(true)
    expect(again.draft.value.person.name).toBe('Budi')
    expect(await again.save(null)).toEqual(done)
    const [first, second] = api.connect.mock.calls
    expect(second).toEqual(first)
    expect(open().resumed).toBe(false)
  })

  it('does not connect twice where the first attempt arrived and the input changed since', async () => {
    const wizard = await filled()
    api.connect.mockRejectedValueOnce(refused('connection_lost'))
    await wizard.save(null)
    wizard.draft.value.service.username = 'budi2'
    api.readServices.mockResolvedValueOnce([{ id: wizard.ids.service }])
    expect(await wizard.save(null)).toEqual({ state: 'stored_before' })
    expect(api.connect).toHaveBeenCalledTimes(1)
  })

  it('connects where the first attempt did not arrive', async () => {
    const wizard = await filled()
    api.connect.mockRejectedValueOnce(refused('unreachable')).mockResolvedValueOnce(done)
    await wizard.save(null)
    wizard.draft.value.service.username = 'budi2'
    api.readServices.mockRejectedValueOnce(refused('not_found'))
    expect(await wizard.save(null)).toEqual(done)
    expect(api.connect.mock.calls[1]?.[0]).not.toBe(api.connect.mock.calls[0]?.[0])
  })
})
