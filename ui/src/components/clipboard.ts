/** What goes to the clipboard, and how a table is written so that a spreadsheet takes it. */

/**
 * A cell as plain text on one line. What a spreadsheet would run as a formula gets the apostrophe that keeps it text;
 * numbers, telephone numbers and coordinates stay as they are.
 */
function cell(text: string): string {
  const line = text.replaceAll(/[\t\r\n]+/g, ' ')
  return /^[=@]/.test(line) || (/^[+-]/.test(line) && !/^[+-][\d\s.,;+()-]*$/.test(line)) ? `'${line}` : line
}

/** Tab-separated lines, as Excel pastes them. */
export function toTsv(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => line.map(cell).join('\t')).join('\n')
}

export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}
