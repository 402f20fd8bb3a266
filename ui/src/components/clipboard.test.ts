import { describe, expect, it } from 'vitest'
import { toTsv } from './clipboard'

describe('a table for a spreadsheet', () => {
  it('keeps each cell on its line', () => {
    expect(
      toTsv([
        ['Nama', 'Alamat'],
        ['Budi', 'Jl. Mawar\n3\tBekasi'],
      ]),
    ).toBe('Nama\tAlamat\nBudi\tJl. Mawar 3 Bekasi')
  })

  it('never becomes a formula', () => {
    expect(toTsv([['=HYPERLINK("x")', '@SUM(A1)', '+cmd', '-cmd', '-6.2349, 106.9945', '+62812']])).toBe(
      "'=HYPERLINK(\"x\")\t'@SUM(A1)\t'+cmd\t'-cmd\t-6.2349, 106.9945\t+62812",
    )
  })
})
