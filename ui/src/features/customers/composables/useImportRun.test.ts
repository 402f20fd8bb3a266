import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ImportCustomers, ImportRow } from '@/lib/bindings'

const customersImport = vi.hoisted(() => vi.fn())
vi.mock('@/lib/ipc', async (original) => ({
  ...(await original<typeof import('@/lib/ipc')>()),
  commands: { customersImport },
}))

const { useImportRun } = await import('./useImportRun')

function rows(count: number): ImportRow[] {
  const address = { street: '', rt: '', rw: '', village: '', district: '', city: '', postal_code: '', landmark: '' }
  return Array.from({ length: count }, (_, at) => ({
    code: null,
    values: {
      branch_id: 'b',
      kind: 'person',
      name: `Pelanggan ${at}`,
      phone: null,
      email: null,
      nik: null,
      address,
      pin: null,
      note: '',
    },
  }))
}

/** What the server does: it remembers each command, and stores each row id once. */
function server() {
  const outcomes = new Map<string, unknown>()
  const stored: string[] = []
  return {
    stored,
    apply(command: string, input: ImportCustomers) {
      if (!outcomes.has(command)) {
        stored.push(...input.ids)
        outcomes.set(command, {
          state: 'applied',
          result: { rows: input.rows.map((_, at) => ({ outcome: 'created', code: `JNT-${at}` })) },
        })
      }
      return { status: 'ok', data: outcomes.get(command) }
    },
  }
}

const lost = { status: 'error', error: { code: 'connection_lost', field: null, detail: null } }
const refused = { status: 'error', error: { code: 'invalid', field: 'branch_id', detail: null } }

describe('an import', () => {
  beforeEach(() => {
    customersImport.mockReset()
    vi.useRealTimers()
  })

  it('goes in chunks of 500, each with its own command and row ids', async () => {
    const { apply, stored } = server()
    customersImport.mockImplementation(async (id, input) => apply(id, input))
    const run = useImportRun()
    run.prepare(rows(1201))
    await run.run()
    expect(customersImport.mock.calls.map(([, input]) => input.rows.length)).toEqual([500, 500, 201])
    expect(new Set(customersImport.mock.calls.map(([id]) => id)).size).toBe(3)
    expect(new Set(stored).size).toBe(1201)
    expect([run.state.value, run.done.value, run.created.value]).toEqual(['done', 1201, 1201])
  })

  it('resumes a lost chunk with the same id, so that nothing is stored twice', async () => {
    const { apply, stored } = server()
    let calls = 0
    customersImport.mockImplementation(async (id, input) => {
      calls += 1
      const answer = apply(id, input)
      // It arrived and was stored; only the answer was lost.
      return calls === 2 ? lost : answer
    })
    const run = useImportRun()
    run.prepare(rows(1500))
    await run.run()
    expect([run.state.value, run.done.value]).toEqual(['lost', 500])
    await run.run()
    expect([run.state.value, run.done.value]).toEqual(['done', 1500])
    const ids = customersImport.mock.calls.map(([id]) => id)
    expect(ids[2]).toBe(ids[1])
    expect(customersImport.mock.calls[2]?.[1]).toEqual(customersImport.mock.calls[1]?.[1])
    expect(stored.length).toBe(1500)
  })

  it('gives a refused chunk a new command id and keeps its row ids', async () => {
    customersImport.mockResolvedValueOnce(refused)
    const run = useImportRun()
    run.prepare(rows(10))
    await run.run()
    expect(run.state.value).toBe('refused')
    const { apply } = server()
    customersImport.mockImplementation(async (id, input) => apply(id, input))
    await run.run()
    const [first, second] = customersImport.mock.calls
    expect(second?.[0]).not.toBe(first?.[0])
    expect(second?.[1].ids).toEqual(first?.[1].ids)
    expect(run.state.value).toBe('done')
  })

  it('stops after the present chunk when cancelled, and goes on', async () => {
    const { apply } = server()
    const run = useImportRun()
    customersImport.mockImplementation(async (id, input) => {
      run.cancel()
      return apply(id, input)
    })
    run.prepare(rows(1000))
    await run.run()
    expect([run.state.value, run.done.value]).toEqual(['cancelled', 500])
    await run.run()
    expect([run.state.value, run.done.value]).toEqual(['done', 1000])
  })

  it('asks again under the same id while a chunk waits for an agent', async () => {
    vi.useFakeTimers()
    const { apply } = server()
    customersImport.mockResolvedValueOnce({ status: 'ok', data: { state: 'waiting' } })
    customersImport.mockImplementation(async (id, input) => apply(id, input))
    const run = useImportRun()
    run.prepare(rows(3))
    const running = run.run()
    await vi.advanceTimersByTimeAsync(10)
    expect(run.waiting.value).toBe(true)
    await vi.advanceTimersByTimeAsync(2000)
    await running
    expect(customersImport.mock.calls[1]?.[0]).toBe(customersImport.mock.calls[0]?.[0])
    expect([run.state.value, run.done.value]).toEqual(['done', 3])
  })

  it('runs once, however often it is started', async () => {
    const { apply } = server()
    customersImport.mockImplementation(async (id, input) => apply(id, input))
    const run = useImportRun()
    run.prepare(rows(600))
    await Promise.all([run.run(), run.run()])
    expect(customersImport).toHaveBeenCalledTimes(2)
  })
})
