import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Refused } from '@/lib/ipc'
import * as api from '../api'
import type { PlanRow } from '@/lib/bindings'
import { emptyDraft, planInput } from '../draft'
import { usePlanForm } from './usePlanForm'

vi.mock('../api', () => ({ createPlan: vi.fn(), changePlan: vi.fn(), readPlans: vi.fn() }))
const done = { state: 'applied', result: null } as const
const values = planInput({
  ...emptyDraft(),
  code: 'HOME-20',
  name: 'Home 20',
  price: '166500',
  download: '20',
  upload: '10',
  radius_group: 'home-20',
})
const plan: PlanRow = { id: 'p1', values, withdrawn_at: null, version: 1 }

describe('the plan form', () => {
  beforeEach(() => vi.resetAllMocks())

  it('lets the group follow the code until it is typed', () => {
    const form = usePlanForm(null)
    form.draft.value.code = 'Home-20'
    form.codeChanged()
    expect(form.draft.value.radius_group).toBe('home-20')
    form.draft.value.radius_group = 'rumah'
    form.groupChanged()
    form.draft.value.code = 'Home-30'
    form.codeChanged()
    expect(form.draft.value.radius_group).toBe('rumah')
  })

  it('sends nothing that breaks a rule', async () => {
    expect(await usePlanForm(null).save(null)).toBeNull()
    expect(api.createPlan).not.toHaveBeenCalled()
  })

  it('keeps what was typed when somebody else was faster', async () => {
    const form = usePlanForm(plan)
    form.draft.value.price = '175000'
    vi.mocked(api.changePlan).mockRejectedValueOnce(new Refused({ code: 'stale', field: null, detail: null }))
    vi.mocked(api.readPlans).mockResolvedValue([{ ...plan, version: 2, values: { ...values, name: 'Rumah 20' } }])
    expect(await form.save(null)).toBeNull()
    expect(form.newest.value?.version).toBe(2)
    form.keepMine()
    vi.mocked(api.changePlan).mockResolvedValue(done)
    expect(await form.save(null)).toEqual(done)
    expect(vi.mocked(api.changePlan).mock.lastCall?.[1]).toMatchObject({
      version: 2,
      values: { price: '175000', name: 'Home 20' },
    })
  })

  it('takes a newer record where nothing was typed', () => {
    const form = usePlanForm(plan)
    form.notice({ ...plan, version: 2, values: { ...values, name: 'Rumah 20' } })
    expect([form.draft.value.name, form.dirty.value, form.newest.value]).toEqual(['Rumah 20', false, null])
  })
})
