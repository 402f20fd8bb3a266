import { describe, expect, it } from 'vitest'
import { countLines, decodeSheet, NotText, recordsAt, rowsWithProblems } from './sheetText'

describe('a chosen file', () => {
  it('is read as the program wrote it', () => {
    expect(decodeSheet(new TextEncoder().encode('Nama\nAïni'))).toBe('Nama\nAïni')
    expect(decodeSheet(Uint8Array.from([0xff, 0xfe, 0x41, 0, 0x42, 0]))).toBe('AB')
    expect(decodeSheet(Uint8Array.from([0x41, 0xef]))).toBe('Aï')
  })

  it('is refused where it is a workbook', () => {
    expect(() => decodeSheet(Uint8Array.from([0x50, 0x4b, 3, 4]))).toThrow(NotText)
  })

  it('has lines', () => {
    expect([countLines(''), countLines('a'), countLines('a\nb\n')]).toEqual([0, 1, 2])
  })
})

describe('rows to mend', () => {
  const text = 'Nama;HP\r\nBudi;0812\r\n"CV ""Maju""\nJaya";x\r\n;081\r\n'

  it('are found by the line they begin on', () => {
    expect(recordsAt(text, new Set([1, 3, 5]))).toEqual(
      new Map([
        [1, ['Nama', 'HP']],
        [3, ['CV "Maju"\nJaya', 'x']],
        [5, ['', '081']],
      ]),
    )
  })

  it('come back under their heading with the reason', () => {
    expect(rowsWithProblems(text, new Map([[5, 'Nama wajib diisi.']]), 'Masalah')).toBe(
      'Nama\tHP\tMasalah\n\t081\tNama wajib diisi.',
    )
  })
})
