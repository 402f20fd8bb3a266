/** What the fields of a customer ask while they are typed, wherever they stand. */
import type { Duplicate, Pin } from '@/lib/bindings'
import { call, commands } from '@/lib/ipc'

/** Customers in the books with this telephone number or NIK, other than `except`. */
export const findDuplicates = (phone: string | null, nik: string | null, except: string | null): Promise<Duplicate[]> =>
  call(commands.customersDuplicates(phone, nik, except))

export const pinFromText = (text: string): Promise<Pin> => call(commands.customersPinFromText(text))
