/** Rows pasted from a spreadsheet: tab-separated as Excel copies them, with a line of headings or in the usual order. */
import { newId } from '@/lib/ipc'
import type { PastedRow } from '@/lib/bindings'

type Field = Exclude<keyof PastedRow, 'id'>

/** The order that is taken where no heading is known. */
export const usualOrder: readonly Field[] = ['name', 'username', 'serial', 'mac', 'phone', 'address', 'plan']

const headings: Record<Field, readonly string[]> = {
  code: ['kode', 'kode pelanggan', 'id pelanggan', 'no pelanggan', 'code', 'customer id'],
  name: ['nama', 'nama pelanggan', 'nama lengkap', 'pelanggan', 'name', 'customer'],
  username: ['username', 'user', 'user name', 'pppoe', 'nama pppoe', 'user pppoe', 'login', 'akun'],
  serial: ['serial', 'sn', 'nomor seri', 'no seri', 'serial number', 'sn onu', 'onu'],
  mac: ['mac', 'mac address', 'alamat mac'],
  phone: ['telepon', 'telp', 'no telepon', 'hp', 'no hp', 'wa', 'whatsapp', 'phone', 'mobile'],
  address: ['alamat', 'jalan', 'address', 'street'],
  plan: ['paket', 'plan', 'profil', 'profile', 'layanan'],
}

function fieldOf(heading: string): Field | null {
  const wanted = heading.trim().toLowerCase().replace(/[._]/g, ' ').replace(/\s+/g, ' ')
  const found = (Object.entries(headings) as [Field, readonly string[]][]).find(([, names]) => names.includes(wanted))
  return found?.[0] ?? null
}

export interface Pasted {
  rows: PastedRow[]
  columns: (Field | null)[]
  /** The first line was taken for headings. */
  headed: boolean
}

/** A cell in quotes may hold tabs and line breaks: that is how Excel copies it. */
function cellsOf(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let quoted = false
  const endCell = (): void => {
    line.push(cell.replace(/\s+/g, ' ').trim())
    cell = ''
  }
  const endLine = (): void => {
    endCell()
    if (line.some((entry) => entry !== '')) lines.push(line)
    line = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? ''
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === '\t') endCell()
    else if (letter === '\n') endLine()
    else if (letter !== '\r') cell += letter
  }
  endLine()
  return lines
}

export function readPasted(text: string): Pasted {
  const lines = cellsOf(text)
  const first = lines[0]?.map(fieldOf) ?? []
  const headed = first.filter((field) => field !== null).length >= 2 || (lines[0]?.length === 1 && first[0] === 'name')
  const columns: (Field | null)[] = headed ? first : [...usualOrder]
  const rows = (headed ? lines.slice(1) : lines).map((cells) => {
    const row: PastedRow = {
      id: newId(),
      code: '',
      name: '',
      username: '',
      serial: '',
      mac: '',
      phone: '',
      address: '',
      plan: '',
    }
    cells.forEach((cell, at) => {
      const field = columns[at]
      // Of two columns that mean the same the first filled one counts.
      if (field && row[field] === '') row[field] = cell
    })
    return row
  })
  return { rows, columns, headed }
}
