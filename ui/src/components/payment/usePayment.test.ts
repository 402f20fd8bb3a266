import { effectScope } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CustomerAccount } from '@/lib/bindings'
import { Refused } from '@/lib/ipc'

const receivePayment = vi.hoisted(() => vi.fn())
vi.mock('./api', () => ({ receivePayment }))

const { usePayment } = await import('./usePayment')

const account: CustomerAccount = {
  balance: '166500',
  credit: '0',
  holder_id: 'c1',
  holder_name: 'Budi',
  open: [],
  payments: [],
  entries: [],
}
const lost = new Refused({ code: 'connection_lost', field: null, detail: null })
const outcome = {
  state: 'applied',
  result: { receipt_number: 'KWT-1', allocated: [], credit: '0', balance: '0', released: [] },
}

function open() {
  const payment = effectScope(true).run(() => usePayment('c1', () => account))
  if (!payment) throw new Error('no payment')
  payment.begin()
  return payment
}

beforeEach(() => receivePayment.mockReset())

describe('taking money', () => {
  it('proposes the balance and sends it once', async () => {
    receivePayment.mockResolvedValue(outcome)
    const payment = open()
    expect(payment.amount.value).toBe('166500')
    await Promise.all([payment.take(), payment.take()])
    expect(receivePayment).toHaveBeenCalledTimes(1)
    expect(payment.received.value?.receipt_number).toBe('KWT-1')
  })

  it('keeps both ids after a lost connection, also when the dialog was closed', async () => {
    receivePayment.mockRejectedValueOnce(lost).mockResolvedValue(outcome)
    const payment = open()
    await payment.take()
    expect(payment.lost.value).toBe(true)
    payment.begin()
    await payment.take()
    const [first, second] = receivePayment.mock.calls
    expect(second).toEqual(first)
    payment.begin()
    await payment.take()
    const third = receivePayment.mock.calls[2]
    expect(third?.[0]).not.toBe(first?.[0])
    expect(third?.[1].id).not.toBe(first?.[1].id)
  })

  it('takes nothing while less is handed over than is paid', async () => {
    const payment = open()
    payment.tendered.value = '100000'
    await payment.take()
    expect(receivePayment).not.toHaveBeenCalled()
    payment.tendered.value = '200000'
    expect(payment.change.value).toBe('33500')
  })
})
