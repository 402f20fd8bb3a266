import { describe, expect, it } from 'vitest'
import en from './en.json'
import id from './id.json'

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, at = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const path = at === '' ? key : `${at}.${key}`
    if (typeof value === 'string') all.set(path, value)
    else for (const [inner, text] of flatten(value, path)) all.set(inner, text)
  }
  return all
}

/** Words that are the same in both languages, and names. */
const loans = new Set([
  'Administrator',
  'NOC',
  'Auditor',
  'Status',
  'OLT',
  'ONU',
  'ODP',
  'Voucher',
  'PKP',
  'NPWP',
  'NIK',
  'RT',
  'RW',
  'Email',
  'E-mail',
  'Audit',
  'Server',
  'Port',
  'TLS',
  'URL',
  'Filter',
  'WIB',
  'WITA',
  'WIT',
  'PostgreSQL',
  'operator',
  '{done} / {total}',
  'Router',
  'ODC',
  'VLAN',
  'LOS',
  'Online',
  'Offline',
  '?',
  'Model',
  'Modem (ONU)',
  'ODP & port',
  'RADIUS',
  'OLT / ONU',
  'ACK',
  'NAK',
])

describe('locales', () => {
  const indonesian = flatten(id)
  const english = flatten(en)

  it('have the same keys', () => {
    expect([...indonesian.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('differ, outside loan words', () => {
    const same = [...indonesian]
      .filter(([key, text]) => english.get(key) === text && !loans.has(text))
      .map(([key]) => key)
    expect(same).toEqual([])
  })

  it('use the same placeholders', () => {
    // A plural repeats its own.
    const holes = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
    for (const [key, text] of indonesian) expect(holes(english.get(key) ?? ''), key).toEqual(holes(text))
  })
})
