/** The number of a WhatsApp chat (digits with the country), or `null` for a landline of Indonesia. */
export function whatsappNumber(phone: string | null): string | null {
  if (phone === null || (phone.startsWith('+62') && !phone.startsWith('+628'))) return null
  return phone.slice(1)
}
