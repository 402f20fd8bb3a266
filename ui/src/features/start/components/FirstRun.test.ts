import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { i18n, setLocale } from '@/app/i18n'
import type { FirstRunForm } from '@/lib/bindings'
import { Refused } from '@/lib/ipc'
import FirstRun from './FirstRun.vue'

const firstRun = vi.hoisted(() => vi.fn<(id: string, form: FirstRunForm) => Promise<unknown>>())
vi.mock('@/lib/ipc', async (original) => ({
  ...(await original<object>()),
  call: (result: Promise<unknown>) => result,
  commands: { workspaceFirstRun: firstRun },
}))

const good: Record<string, string> = {
  company_name: ' PT Jaringan Contoh ',
  admin_name: 'Rina Sari',
  admin_login: 'Rina',
  password: 'kopi susu 3',
  password_again: 'kopi susu 3',
}

async function open(values: Record<string, string> = good) {
  const page = mount(FirstRun, { global: { plugins: [i18n] }, attachTo: document.body })
  for (const [name, value] of Object.entries(values)) await page.get(`[name=${name}]`).setValue(value)
  return page
}
type Page = Awaited<ReturnType<typeof open>>

async function send(page: Page): Promise<void> {
  await page.get('form').trigger('submit')
  await flushPromises()
}

/** The fields that show a problem. */
function marked(page: Page): (string | undefined)[] {
  return page.findAll('[aria-invalid=true]').map((field) => field.attributes('name'))
}

describe('the first run', () => {
  beforeEach(() => {
    document.body.innerHTML = ''
    firstRun.mockReset()
    setLocale('id')
  })

  it('says nothing before a field was left, and then what is wrong with it', async () => {
    const page = await open({})
    expect(marked(page)).toEqual([])
    await page.get('[name=admin_login]').setValue('1rina')
    await page.get('[name=admin_login]').trigger('focusout')
    expect(marked(page)).toEqual(['admin_login'])
    await page.get('[name=admin_login]').setValue('rina')
    expect(marked(page)).toEqual([])
  })

  it('is not sent while something is missing', async () => {
    const page = await open({ password: 'short', password_again: 'other' })
    await send(page)
    expect(firstRun).not.toHaveBeenCalled()
    expect(marked(page)).toEqual(['company_name', 'admin_name', 'admin_login', 'password', 'password_again'])
    expect(document.activeElement?.getAttribute('name')).toBe('company_name')
  })

  it('asks a PKP for its NPWP, and only a PKP for prices with PPN', async () => {
    const page = await open()
    expect(page.find('[name=npwp]').exists()).toBe(false)
    expect(page.find('[name=prices_include_ppn]').exists()).toBe(false)
    await page.get('[name=pkp]').setValue(true)
    await page.get('[name=npwp]').setValue('123')
    await send(page)
    expect(marked(page)).toEqual(['npwp'])
    await page.get('[name=npwp]').setValue('01.234.567.8-901.000')
    await page.get('[name=prices_include_ppn]').setValue(true)
    await send(page)
    expect(firstRun.mock.calls[0]?.[1].settings).toMatchObject({
      pkp: true,
      npwp: '01.234.567.8-901.000',
      prices_include_ppn: true,
    })
  })

  it('sends the defaults with what was typed, tidied', async () => {
    const page = await open()
    await send(page)
    expect(firstRun).toHaveBeenCalledOnce()
    const form = firstRun.mock.calls[0]?.[1]
    expect(form).toMatchObject({
      branch_name: 'Pusat',
      admin_name: 'Rina Sari',
      admin_login: 'rina',
      password: 'kopi susu 3',
    })
    expect(form?.settings).toMatchObject({
      company_name: 'PT Jaringan Contoh',
      language: 'id',
      pkp: false,
      npwp: null,
      prices_include_ppn: false,
      due_day: { rule: 'fixed', day: 20 },
      due_after_days: 10,
      isolir_after_days: 3,
      isolir_hour: 9,
      idle_lock_minutes: 15,
      backup_hour: 2,
      customer_prefix: 'JNT',
    })
  })

  it('sends the day of installation as the rule', async () => {
    const page = await open()
    await page.get('[name=due_rule]').setValue('anniversary')
    expect(page.find('[name=due_day]').exists()).toBe(false)
    await send(page)
    expect(firstRun.mock.calls[0]?.[1].settings.due_day).toEqual({ rule: 'anniversary' })
  })

  it('puts a refusal beside its field, in its step', async () => {
    firstRun.mockRejectedValueOnce(new Refused({ code: 'taken', field: 'login', detail: 'rina' }))
    const page = await open()
    await send(page)
    expect(marked(page)).toEqual(['admin_login'])
    expect(page.text()).toContain('rina sudah dipakai.')
    expect(page.findAll('fieldset').map((step) => step.attributes('data-state'))).toEqual(['done', 'done', 'problem'])
    await page.get('[name=admin_login]').setValue('rina.s')
    expect(marked(page)).toEqual([])
  })

  it('keeps its id while nobody knows what became of it, and takes a new one after a refusal', async () => {
    firstRun.mockRejectedValueOnce(new Refused({ code: 'connection_lost', field: null, detail: null }))
    firstRun.mockRejectedValueOnce(new Refused({ code: 'taken', field: 'login', detail: 'rina' }))
    const page = await open()
    await send(page)
    await send(page)
    await send(page)
    const calls = firstRun.mock.calls
    expect(calls[1]?.[0]).toBe(calls[0]?.[0])
    expect(calls[2]?.[0]).not.toBe(calls[0]?.[0])
    // What the command creates stays the same thing.
    expect(calls[2]?.[1].branch_id).toBe(calls[0]?.[1].branch_id)
    expect(calls[2]?.[1].admin_id).toBe(calls[0]?.[1].admin_id)
  })

  it('speaks the chosen language at once', async () => {
    const page = await open()
    await page.get('[name=language]').setValue('en')
    await flushPromises()
    expect(page.text()).toContain('Set your company up')
    expect((page.get('[name=branch_name]').element as HTMLInputElement).value).toBe('Head office')
    await send(page)
    expect(firstRun.mock.calls[0]?.[1].settings.language).toBe('en')
  })

  it('leads to signing in where the company is there already', async () => {
    firstRun.mockRejectedValueOnce(new Refused({ code: 'already_set_up', field: null, detail: null }))
    const page = await open()
    await send(page)
    expect(page.get('[data-test=problem]').text()).toContain('sudah disiapkan')
    expect(page.find('[data-test=to-sign-in]').exists()).toBe(true)
  })
})
