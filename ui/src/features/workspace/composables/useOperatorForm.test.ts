import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AddOperatorForm, ChangeOperator, Operator } from '@/lib/bindings'
import { Refused } from '@/lib/ipc'
import { presetOf } from '../roles'
import { blankOperator, checkOperator, suggestLogin, useOperatorForm } from './useOperatorForm'

const sent = vi.hoisted(() => ({
  add: vi.fn<(id: string, form: AddOperatorForm) => Promise<unknown>>(),
  change: vi.fn<(id: string, input: ChangeOperator) => Promise<unknown>>(),
}))
vi.mock('@/lib/ipc', async (original) => ({
  ...(await original<object>()),
  call: (result: Promise<unknown>) => result,
  commands: { workspaceOperatorAdd: sent.add, workspaceOperatorChange: sent.change },
}))

const applied = { state: 'applied', result: null }
const yusuf: Operator = {
  id: 'u4',
  login: 'yusuf',
  full_name: 'Yusuf Maulana',
  roles: ['cashier', 'branch'],
  branch_id: 'b2',
  active: true,
  must_change_password: false,
  version: 7,
}

describe('the operator form', () => {
  beforeEach(() => {
    sent.add.mockReset().mockResolvedValue(applied)
    sent.change.mockReset().mockResolvedValue(applied)
  })

  it('holds the rules of the server', () => {
    expect(checkOperator({ ...blankOperator(), password: 'short' }, null)).toEqual({
      full_name: 'required',
      login: 'required',
      roles: 'required',
      password: 'password_too_weak',
    })
    const branch = { ...blankOperator(), full_name: 'Yusuf', login: 'yusuf', roles: ['branch' as const] }
    expect(checkOperator(branch, null)).toEqual({ branch_id: 'required' })
    expect(checkOperator({ ...branch, branch_id: 'b2' }, null)).toEqual({})
    for (const login of ['janet_x', 'pg_y', 'postgres', '1rina', 'r', 'rina budi'])
      expect(checkOperator({ ...branch, branch_id: 'b2', login }, null)).toEqual({ login: 'invalid' })
    // Login and password are not asked for again.
    expect(checkOperator({ ...branch, branch_id: 'b2', login: '', password: '' }, yusuf)).toEqual({})
  })

  it('adds with ids of its own, roles in one order, and a generated password', async () => {
    const form = useOperatorForm()
    form.open(null)
    Object.assign(form.typed, { full_name: ' Siti Nur Aini ', login: 'Siti', roles: ['cashier', 'finance'] })
    expect(await form.submit(null)).toEqual(applied)
    const input = sent.add.mock.calls[0]?.[1]
    expect(input).toMatchObject({
      login: 'siti',
      full_name: 'Siti Nur Aini',
      roles: ['finance', 'cashier'],
      branch_id: null,
    })
    expect(input?.password).toMatch(/^([A-Za-z2-8]{4}-){3}[A-Za-z2-8]{4}$/)
    expect(input?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
  })

  it('changes against the version that was read', async () => {
    const form = useOperatorForm()
    form.open(yusuf)
    form.typed.branch_id = null
    form.typed.roles = ['cashier']
    await form.submit(null)
    expect(sent.add).not.toHaveBeenCalled()
    expect(sent.change.mock.calls[0]?.[1]).toEqual({
      id: 'u4',
      version: 7,
      full_name: 'Yusuf Maulana',
      roles: ['cashier'],
      branch_id: null,
    })
    // The list that it came from is untouched.
    expect(yusuf.roles).toEqual(['cashier', 'branch'])
  })

  it('shows a refusal beside its field', async () => {
    sent.add.mockRejectedValueOnce(new Refused({ code: 'taken', field: 'login', detail: 'siti' }))
    const form = useOperatorForm()
    form.open(null)
    Object.assign(form.typed, { full_name: 'Siti', login: 'siti', roles: ['support'] })
    expect(await form.submit(null)).toBeNull()
    expect(Object.keys(form.problems.value)).toEqual(['login'])
    expect(form.formProblem.value).toBeNull()
    sent.add.mockRejectedValueOnce(new Refused({ code: 'forbidden', field: null, detail: null }))
    await form.submit(null)
    expect(form.formProblem.value).not.toBeNull()
  })

  it('suggests a login until one is typed', () => {
    expect(suggestLogin('Siti Nur Aini')).toBe('siti.aini')
    expect(suggestLogin("Ma'ruf")).toBe('ma.ruf')
    expect(suggestLogin('Budi')).toBe('budi')
    expect(suggestLogin('  ')).toBe('')
    const form = useOperatorForm()
    form.open(null)
    form.typed.full_name = 'Siti Aini'
    form.nameChanged()
    expect(form.typed.login).toBe('siti.aini')
    form.typed.login = 'siti'
    form.loginChanged()
    form.typed.full_name = 'Siti Aini Dewi'
    form.nameChanged()
    expect(form.typed.login).toBe('siti')
  })

  it('knows a preset by its roles in any order', () => {
    expect(presetOf(['cashier', 'finance'])?.name).toBe('bookkeeper')
    expect(presetOf(['cashier'])?.name).toBe('cashier')
    expect(presetOf(['cashier', 'noc'])).toBeUndefined()
  })
})
