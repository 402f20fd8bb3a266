import { effectScope, nextTick } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Customer } from '@/lib/bindings'

const commands = vi.hoisted(() => ({
  customersCustomer: vi.fn(),
  customersCustomerCreate: vi.fn(),
  customersCustomerChange: vi.fn(),
  customersDuplicates: vi.fn(),
  customersPinFromText: vi.fn(),
}))
vi.mock('@/lib/ipc', async (original) => ({ ...(await original<typeof import('@/lib/ipc')>()), commands }))

const { useCustomerForm } = await import('./useCustomerForm')

const customer: Customer = {
  id: 'c1',
  code: 'JNT-000001',
  branch_id: 'b1',
  branch_name: 'Bekasi',
  kind: 'person',
  name: 'Budi',
  phone: '+6281211004512',
  email: null,
  nik: null,
  address: {
    street: 'Jl. Mawar 3',
    rt: '',
    rw: '',
    village: '',
    district: '',
    city: '',
    postal_code: '',
    landmark: '',
  },
  pin: null,
  note: '',
  status: 'prospect',
  version: 1,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
}
const ok = <T>(data: T) => ({ status: 'ok', data })
const refused = (code: string, field: string | null = null, detail: string | null = null) => ({
  status: 'error',
  error: { code, field, detail },
})
const saved = ok({ state: 'applied', result: { code: 'JNT-000002' } })

function open(of: Customer | null) {
  const form = effectScope(true).run(() => useCustomerForm(of, 'b1'))
  if (!form) throw new Error('no form')
  return form
}

/** The command ids of all calls. */
const ids = (command: ReturnType<typeof vi.fn>): unknown[] => command.mock.calls.map(([id]) => id)

beforeEach(() => {
  for (const command of Object.values(commands)) command.mockReset()
  commands.customersDuplicates.mockResolvedValue(ok([]))
})

describe('saving a customer', () => {
  it('sends nothing while a rule is broken, and says which', async () => {
    const form = open(null)
    form.draft.value.phone = '0812abc'
    expect(await form.save(null)).toBeNull()
    expect(commands.customersCustomerCreate).not.toHaveBeenCalled()
    expect(Object.keys(form.problems.value).sort()).toEqual(['name', 'phone'])
  })

  it('puts a refusal beside its field, under the name of its control', async () => {
    commands.customersCustomerCreate.mockResolvedValueOnce(refused('invalid', 'nik'))
    const form = open(null)
    form.draft.value.name = 'Siti'
    await form.save(null)
    expect(form.problems.value['nik']).toContain('NIK')
    expect(form.formProblem.value).toBeNull()
    commands.customersCustomerCreate.mockResolvedValueOnce(refused('invalid', 'pin'))
    await form.save(null)
    expect(form.problems.value['pin_text']).toBeTruthy()
    commands.customersCustomerCreate.mockResolvedValueOnce(refused('forbidden'))
    await form.save(null)
    expect(form.formProblem.value).toBeTruthy()
  })

  it('sends a double click once', async () => {
    commands.customersCustomerCreate.mockResolvedValue(saved)
    const form = open(null)
    form.draft.value.name = 'Siti'
    await Promise.all([form.save(null), form.save(null)])
    expect(commands.customersCustomerCreate).toHaveBeenCalledTimes(1)
    expect(form.dirty.value).toBe(false)
  })

  it('keeps what was typed and the command id through a lost connection', async () => {
    commands.customersCustomerCreate.mockResolvedValueOnce(refused('connection_lost')).mockResolvedValueOnce(saved)
    const form = open(null)
    form.draft.value.name = 'Siti'
    expect(await form.save(null)).toBeNull()
    expect([form.lost.value, form.dirty.value, form.draft.value.name]).toEqual([true, true, 'Siti'])
    await form.save(null)
    const [first, second] = ids(commands.customersCustomerCreate)
    expect(second).toBe(first)
  })

  it('takes a new command id after a refusal', async () => {
    commands.customersCustomerCreate.mockResolvedValueOnce(refused('invalid', 'branch_id')).mockResolvedValueOnce(saved)
    const form = open(null)
    form.draft.value.name = 'Siti'
    await form.save(null)
    await form.save(null)
    const [first, second] = ids(commands.customersCustomerCreate)
    expect(second).not.toBe(first)
  })

  it('changes the customer that a lost answer had created after all', async () => {
    commands.customersCustomerCreate.mockResolvedValueOnce(refused('connection_lost'))
    commands.customersCustomerChange.mockResolvedValueOnce(saved)
    const form = open(null)
    form.draft.value.name = 'Siti'
    await form.save(null)
    commands.customersCustomer.mockResolvedValue(ok({ ...customer, id: form.id, version: 1 }))
    form.draft.value.name = 'Siti Aini'
    await form.save(null)
    expect(commands.customersCustomerCreate).toHaveBeenCalledTimes(1)
    expect(commands.customersCustomerChange.mock.calls[0]?.[1]).toMatchObject({
      id: form.id,
      version: 1,
      values: { name: 'Siti Aini' },
    })
  })

  it('asks about somebody with the same number, and saves anyway', async () => {
    commands.customersDuplicates.mockResolvedValue(ok([{ id: 'c1', code: 'JNT-000001', name: 'Budi', field: 'phone' }]))
    commands.customersCustomerCreate.mockResolvedValue(saved)
    const form = open(null)
    form.draft.value.name = 'Siti'
    form.draft.value.phone = '0812-1100-4512'
    expect(await form.save(null)).toBeNull()
    expect([form.asking.value, form.duplicates.value.length]).toEqual([true, 1])
    expect(commands.customersCustomerCreate).not.toHaveBeenCalled()
    expect(await form.save(null, true)).not.toBeNull()
  })

  it('saves where the question about others cannot be answered', async () => {
    commands.customersDuplicates.mockResolvedValue(refused('connection_lost'))
    commands.customersCustomerCreate.mockResolvedValue(saved)
    const form = open(null)
    form.draft.value.name = 'Siti'
    form.draft.value.phone = '0812-1100-4512'
    expect(await form.save(null)).not.toBeNull()
  })

  it('reads a pasted location before it saves', async () => {
    commands.customersPinFromText.mockResolvedValueOnce(refused('invalid', 'pin', 'short_link'))
    const form = open(null)
    form.draft.value.name = 'Siti'
    form.pin.text.value = 'https://maps.app.goo.gl/x'
    expect(await form.save(null)).toBeNull()
    expect(form.pin.problem.value).toBeTruthy()
    commands.customersPinFromText.mockResolvedValueOnce(ok({ latitude: -6.2, longitude: 106.9 }))
    commands.customersCustomerCreate.mockResolvedValue(saved)
    form.pin.text.value = '-6.2, 106.9'
    await form.save(null)
    expect(commands.customersCustomerCreate.mock.calls[0]?.[1].values.pin).toEqual({ latitude: -6.2, longitude: 106.9 })
  })
})

describe('a customer that somebody else changed', () => {
  const newer = { ...customer, version: 2, phone: '+6281300000000' }

  it('is shown beside what was typed until the operator decides', async () => {
    commands.customersCustomerChange.mockResolvedValueOnce(refused('stale'))
    commands.customersCustomer.mockResolvedValue(ok(newer))
    const form = open(customer)
    form.draft.value.name = 'Budi Santoso'
    await form.save(null)
    expect(form.draft.value.name).toBe('Budi Santoso')
    expect(form.changedByOthers.value).toEqual(['name', 'phone'])
    form.keepMine()
    expect([form.draft.value.name, form.draft.value.phone, form.newest.value]).toEqual([
      'Budi Santoso',
      '0813-0000-0000',
      null,
    ])
    commands.customersCustomerChange.mockResolvedValueOnce(saved)
    await form.save(null)
    expect(commands.customersCustomerChange.mock.calls[1]?.[1].version).toBe(2)
  })

  it('replaces the typed text only when asked to', async () => {
    const form = open(customer)
    form.draft.value.name = 'Budi Santoso'
    form.notice(newer)
    await nextTick()
    expect(form.draft.value.name).toBe('Budi Santoso')
    form.reload()
    expect([form.draft.value.name, form.draft.value.phone, form.dirty.value]).toEqual(['Budi', '0813-0000-0000', false])
  })

  it('is taken over silently where nothing was typed', () => {
    const form = open(customer)
    form.notice(newer)
    expect([form.draft.value.phone, form.newest.value]).toEqual(['0813-0000-0000', null])
  })
})
