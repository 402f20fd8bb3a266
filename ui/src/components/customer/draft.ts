/** What is typed in the customer form: every text as it stands in its control. */
import type { Customer, CustomerInput, CustomerKind, Pin } from '@/lib/bindings'
import { formatPhone } from '@/lib/format'

export interface CustomerDraft {
  branch_id: string
  kind: CustomerKind
  name: string
  phone: string
  email: string
  nik: string
  street: string
  rt: string
  rw: string
  village: string
  district: string
  city: string
  postal_code: string
  landmark: string
  pin: Pin | null
  note: string
}

/** In the order of the screen. */
export const draftFields: readonly (keyof CustomerDraft)[] = [
  'kind',
  'name',
  'phone',
  'email',
  'nik',
  'branch_id',
  'street',
  'rt',
  'rw',
  'village',
  'district',
  'city',
  'postal_code',
  'landmark',
  'pin',
  'note',
]

export function emptyDraft(branch: string): CustomerDraft {
  return {
    branch_id: branch,
    kind: 'person',
    name: '',
    phone: '',
    email: '',
    nik: '',
    street: '',
    rt: '',
    rw: '',
    village: '',
    district: '',
    city: '',
    postal_code: '',
    landmark: '',
    pin: null,
    note: '',
  }
}

export function draftOf(customer: Customer): CustomerDraft {
  const { branch_id, kind, name, email, nik, pin, note } = customer
  return {
    branch_id,
    kind,
    name,
    phone: formatPhone(customer.phone),
    email: email ?? '',
    nik: nik ?? '',
    ...customer.address,
    pin,
    note,
  }
}

export function inputOf(draft: CustomerDraft): CustomerInput {
  const { branch_id, kind, name, phone, email, nik, pin, note, ...address } = draft
  const filled = (text: string): string | null => (text.trim() === '' ? null : text.trim())
  return { branch_id, kind, name, phone: filled(phone), email: filled(email), nik: filled(nik), address, pin, note }
}

export function same(one: CustomerDraft, other: CustomerDraft): boolean {
  return differences(one, other).length === 0
}

export function differences(one: CustomerDraft, other: CustomerDraft): (keyof CustomerDraft)[] {
  return draftFields.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]))
}

/** The newest record with the typed changes on top: a field that was not touched takes what somebody else stored. */
export function rebase(read: CustomerDraft, typed: CustomerDraft, newest: CustomerDraft): CustomerDraft {
  const touched = Object.fromEntries(differences(read, typed).map((field) => [field, typed[field]]))
  return { ...newest, ...touched }
}
