/** Serial numbers of ONUs as they are typed, scanned and printed on stickers (ITU-T G.984.3: 4 letters and 4 octets). */

/** Capitals without the marks people put between; a serial wholly in hexadecimal becomes its letters and digits. */
export function tidySerial(text: string): string {
  const bare = text.replaceAll(/[\s:.-]/g, '').toUpperCase()
  if (!/^[0-9A-F]{16}$/.test(bare)) return bare
  const vendor = (bare.slice(0, 8).match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join('')
  // 48575443… is HWTC…: the sticker of a Huawei has the octets of the letters.
  return /^[A-Z]{4}$/.test(vendor) ? vendor + bare.slice(8) : bare
}

export function isSerial(text: string): boolean {
  return /^([A-Z]{4}[0-9A-F]{8}|[0-9A-F]{16})$/.test(tidySerial(text))
}
