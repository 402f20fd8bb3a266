/**
 * The rules of the network's fields, the same as the server's, which decide; here they tell the operator before anything
 * is sent.
 */

/** Codes are printed on labels and typed at the door: capitals, digits and hyphens. */
export function checkCode(code: string): 'required' | 'invalid' | undefined {
  const tidy = code.trim().toUpperCase()
  if (tidy === '') return 'required'
  return /^[A-Z0-9][A-Z0-9-]{1,31}$/.test(tidy) ? undefined : 'invalid'
}

/** A whole number between two others, or `null`. */
export function wholeNumber(text: string, from: number, to: number): number | null {
  const tidy = text.trim()
  if (!/^\d{1,9}$/.test(tidy)) return null
  const value = Number(tidy)
  return value >= from && value <= to ? value : null
}

export const portNumber = (text: string): number | null => wholeNumber(text, 1, 65_535)

/** A host name or an IP address, without a scheme, a port or spaces. */
export function isHost(text: string): boolean {
  const tidy = text.trim()
  return isIp(tidy) || (/^(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*$/.test(tidy) && !/^[\d.]+$/.test(tidy))
}

export function isIp(text: string): boolean {
  const tidy = text.trim()
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(tidy)
  if (four) return four.slice(1).every((part) => Number(part) <= 255)
  return tidy.includes(':') && /^[0-9A-Fa-f:]{2,39}$/.test(tidy)
}
