import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Refused } from '@/lib/ipc'
import * as api from '../api'
import { blankNode, checkNode, nodeInput, useNodeForm } from './useNodeForm'

vi.mock('../api', () => ({ createNode: vi.fn(), changeNode: vi.fn(), setPassword: vi.fn(), setNasSecret: vi.fn() }))
const done = { state: 'applied', result: null } as const

function filled() {
  return { ...blankNode('b1'), code: 'rtr-bks-1', name: 'Router Bekasi', address: '10.0.0.1', username: 'janet' }
}

describe('the form of a device', () => {
  beforeEach(() => {
    vi.resetAllMocks()
    vi.mocked(api.createNode).mockResolvedValue(done)
    vi.mocked(api.setPassword).mockResolvedValue(done)
    vi.mocked(api.setNasSecret).mockResolvedValue(done)
  })

  it('sends what belongs to the kind only', () => {
    expect(nodeInput(filled())).toMatchObject({ code: 'RTR-BKS-1', port: 8728, coa_port: 3799, vlan: null })
    const olt = nodeInput({ ...filled(), kind: 'olt', vendor: 'zte', port: '22', vlan: '210', nas_address: '10.0.0.1' })
    expect(olt).toMatchObject({ coa_port: null, nas_address: '', vlan: 210 })
  })

  it('names the broken fields', () => {
    expect(Object.keys(checkNode(blankNode('')))).toEqual(['branch_id', 'code', 'name', 'address'])
    expect(checkNode({ ...filled(), kind: 'olt', vendor: 'zte', vlan: '5000' })).toEqual({ vlan: 'invalid' })
    expect(checkNode({ ...filled(), nas_address: 'rtr.lan' })).toEqual({ nas_address: 'invalid' })
  })

  it('follows the maker with the port until one was typed', () => {
    const form = useNodeForm()
    form.open(null, 'b1')
    form.typed.kind = 'olt'
    form.kindChanged()
    expect([form.typed.vendor, form.typed.port]).toEqual(['zte', '22'])
    form.typed.port = '2222'
    form.typed.vendor = 'huawei'
    form.vendorChanged()
    expect(form.typed.port).toBe('2222')
  })

  it('follows the make with its family and its way', () => {
    const form = useNodeForm()
    form.open(null, 'b1')
    form.typed.kind = 'olt'
    form.kindChanged()
    form.typed.vendor = 'hioso'
    form.vendorChanged()
    expect([form.typed.dialect, form.typed.transport, form.typed.port]).toEqual(['hioso', 'telnet', '23'])
    form.typed.pons = '40'
    expect(checkNode({ ...filled(), ...form.typed, branch_id: 'b1', code: 'OLT-1', name: 'x', address: 'y' })).toEqual({
      pons: 'invalid',
    })
    form.typed.kind = 'router'
    form.kindChanged()
    form.typed.tls = true
    form.wayChanged()
    expect(form.typed.port).toBe('8729')
    expect(nodeInput(form.typed).reach).toEqual({ dialect: null, transport: 'ssh', pons: null, tls: true })
  })

  it('goes on where it stopped: a device whose password was refused is not created twice', async () => {
    const form = useNodeForm()
    form.open(null, 'b1')
    Object.assign(form.typed, filled(), { password: 'rahasia', nas_secret: 'radius' })
    vi.mocked(api.setPassword).mockRejectedValueOnce(new Refused({ code: 'internal', field: null, detail: 'x' }))
    expect(await form.submit(null)).toBeNull()
    expect(form.formProblem.value).not.toBeNull()
    expect(await form.submit(null)).toMatchObject({ outcome: done })
    expect(api.createNode).toHaveBeenCalledTimes(1)
    expect(api.setPassword).toHaveBeenCalledTimes(2)
    expect(api.setNasSecret).toHaveBeenCalledTimes(1)
  })
})
