/** Passwords: the rule of the server, said before it is asked, and first passwords for others. */

/** At least ten printable ASCII characters and not one repeated, as `scram::check_password` has it. */
export function isStrongEnough(password: string): boolean {
  return password.length >= 10 && /^[\x20-\x7e]+$/.test(password) && new Set(password).size > 1
}

/** Letters and digits without look-alikes. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz2345678'

/** Four groups of four, to be read out on the telephone: about 93 bits. */
export function generatePassword(): string {
  let text = ''
  while (text.length < 16) {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0] ?? 255
    // 224 is the largest multiple of 56 in a byte; the rest is drawn again, so that every letter is equally likely.
    if (byte < 224) text += LETTERS.charAt(byte % 56)
  }
  return (text.match(/.{4}/g) ?? []).join('-')
}
