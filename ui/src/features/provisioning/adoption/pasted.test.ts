import { describe, expect, it } from 'vitest'
import { readPasted } from './pasted'

describe('pasted rows', () => {
  it('follow their headings, in any order', () => {
    const { rows, headed } = readPasted('SN\tNama Pelanggan\tNo. HP\tUser PPPoE\nZTEG1\tBudi\t0812\tbudi\n')
    expect(headed).toBe(true)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ serial: 'ZTEG1', name: 'Budi', username: 'budi', phone: '0812' })
  })

  it('knows headings written with dots and underscores', () => {
    expect(readPasted('nama\tno_hp\nBudi\t0812').rows[0]).toMatchObject({ name: 'Budi', phone: '0812' })
  })

  it('are taken in the usual order without headings', () => {
    const { rows, headed } = readPasted('Budi\tbudi\tZTEG1\n\n \t \nSiti\tsiti')
    expect(headed).toBe(false)
    expect(rows.map((row) => [row.name, row.username, row.serial])).toEqual([
      ['Budi', 'budi', 'ZTEG1'],
      ['Siti', 'siti', ''],
    ])
  })

  it('keep cells that Excel quotes whole', () => {
    const { rows } = readPasted('Nama\tAlamat\n"Budi ""Bos"" S"\t"Jl. Mawar\n4"\nSiti\tJl. Melati')
    expect(rows.map((row) => [row.name, row.address])).toEqual([
      ['Budi "Bos" S', 'Jl. Mawar 4'],
      ['Siti', 'Jl. Melati'],
    ])
  })

  it('have ids of their own', () => {
    const { rows } = readPasted('Budi\tbudi\nSiti\tsiti')
    expect(new Set(rows.map((row) => row.id)).size).toBe(2)
  })
})
