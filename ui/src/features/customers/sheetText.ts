/** The pasted or chosen text of a sheet: reading its bytes, and giving back the rows that need mending. */
import { toTsv } from '@/components/clipboard'

/** The file is an Excel workbook (a zip archive) and no text. */
export class NotText extends Error {}

/** Text of a CSV as programs write it: UTF-8, UTF-16 ("Unicode text" of Excel), else Windows-1252. */
export function decodeSheet(bytes: Uint8Array): string {
  // "PK" begins a zip archive, which .xlsx is; D0 CF begins the older .xls.
  if ((bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0xd0 && bytes[1] === 0xcf)) throw new NotText()
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Lines of the text, counted without copying it. */
export function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

/** Tab, semicolon or comma: what stands most often in the heading, as the server decides it. */
function separatorOf(text: string): string {
  const heading = text.split('\n', 1)[0] ?? ''
  const count = (separator: string): number => heading.split(separator).length - 1
  const most = Math.max(count('\t'), count(';'), count(','))
  if (count('\t') === most) return '\t'
  return count(',') === most ? ',' : ';'
}

/** RFC 4180 with any separator: the cells of the records that begin on the wanted lines (from 1). */
export function recordsAt(source: string, wanted: ReadonlySet<number>): Map<number, string[]> {
  const text = source.replace(/^\ufeff/, '')
  const separator = separatorOf(text)
  const records = new Map<number, string[]>()
  let record: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let first = 1
  const close = (): void => {
    record.push(cell)
    if (wanted.has(first)) records.set(first, record)
    record = []
    cell = ''
  }
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"' && quoted && text.charAt(at + 1) === '"') {
      cell += '"'
      at += 1
    } else if (char === '"' && quoted) quoted = false
    else if (char === '"' && cell === '') quoted = true
    else if (char === '\n' && !quoted) {
      close()
      line += 1
      first = line
    } else if (char === '\r' && !quoted) continue
    else if (char === separator && !quoted) {
      record.push(cell)
      cell = ''
    } else {
      if (char === '\n') line += 1
      cell += char
    }
  }
  if (cell !== '' || record.length > 0) close()
  return records
}

/** The wanted rows as they were pasted, under their heading, each with its problem in a column of its own. */
export function rowsWithProblems(source: string, problems: ReadonlyMap<number, string>, title: string): string {
  const records = recordsAt(source, new Set([1, ...problems.keys()]))
  const heading = records.get(1) ?? []
  const lines = [...problems].map(([line, problem]) => {
    const cells = records.get(line) ?? []
    return [...heading.map((_, at) => cells[at] ?? ''), problem]
  })
  return toTsv([[...heading, title], ...lines])
}
