import { expect, it, vi } from 'vitest'
import { useCommand } from './command'
import { Refused } from './ipc'

const lost = new Refused({ code: 'connection_lost', field: null, detail: null })
const taken = new Refused({ code: 'taken', field: 'code', detail: 'X' })

it('keeps the id of an input until its outcome is known', async () => {
  const { busy, run } = useCommand()
  const send = vi.fn<(id: string, input: unknown) => Promise<string>>()
  const ids = (): (string | undefined)[] => send.mock.calls.map((call) => call[0])
  send.mockRejectedValueOnce(lost)
  await expect(run({ a: 1 }, send)).rejects.toBe(lost)
  send.mockRejectedValueOnce(taken)
  await expect(run({ a: 1 }, send)).rejects.toBe(taken)
  expect(ids()[1]).toBe(ids()[0])
  send.mockResolvedValueOnce('done')
  expect(await run({ a: 1 }, send)).toBe('done')
  expect(ids()[2]).not.toBe(ids()[1])
  expect(busy.value).toBe(false)
})

it('takes another id for other input', async () => {
  const { run } = useCommand()
  const send = vi.fn<(id: string, input: unknown) => Promise<string>>().mockRejectedValue(lost)
  await run({ a: 1 }, send).catch(() => null)
  await run({ a: 2 }, send).catch(() => null)
  expect(send.mock.calls[1]?.[0]).not.toBe(send.mock.calls[0]?.[0])
})
