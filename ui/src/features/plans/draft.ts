/** What is typed in the plan form, and what it becomes on the wire: Mbps are typed, kbps are sent. */
import type { BrokenRules } from '@/components/formProblems'
import type { LineProfileInput, PlanInput } from '@/lib/bindings'

export interface ZteDraft {
  on: boolean
  onu_type: string
  tcont_profile: string
  traffic_up: string
  traffic_down: string
}
export interface HuaweiDraft {
  on: boolean
  line_profile: string
  service_profile: string
  gem: string
}
export interface PlanDraft extends Pick<
  PlanInput,
  | 'code'
  | 'name'
  | 'price'
  | 'installation_charge'
  | 'taxable'
  | 'pay_first'
  | 'charge_timing'
  | 'cutoff'
  | 'proration'
  | 'radius_group'
> {
  /** Mbps, with a comma or a point. */
  download: string
  upload: string
  pool: string
  zte: ZteDraft
  huawei: HuaweiDraft
}

export function emptyDraft(): PlanDraft {
  return {
    code: '',
    name: '',
    price: '',
    installation_charge: '0',
    taxable: true,
    pay_first: false,
    charge_timing: 'advance',
    cutoff: 'postpaid',
    proration: 'daily',
    download: '',
    upload: '',
    radius_group: '',
    pool: '',
    zte: { on: false, onu_type: '', tcont_profile: '', traffic_up: '', traffic_down: '' },
    huawei: { on: false, line_profile: '', service_profile: '', gem: '' },
  }
}

/** 20000 → "20", 1500 → "1,5". */
export function mbpsText(kbps: number): string {
  return String(kbps / 1000).replace('.', ',')
}

/** "20" → 20000, "1,5" → 1500; `null` where it is no speed that a line can have (64 kbps to 100 Gbps). */
export function kbpsFromMbps(text: string): number | null {
  const found = /^(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text.trim())
  if (!found) return null
  const kbps = Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0'))
  return kbps >= 64 && kbps <= 100_000_000 ? kbps : null
}

/** HOME-20 → home-20: the group as RADIUS would have it. */
export function groupFromCode(code: string): string {
  return code
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 31)
}

export function draftOf(values: PlanInput): PlanDraft {
  const zte = values.line_profiles.find((profile) => profile.dialect === 'zte')
  const huawei = values.line_profiles.find((profile) => profile.dialect === 'huawei')
  const number = (value: number | null | undefined): string => (value == null ? '' : String(value))
  const { code, name, price, installation_charge, taxable, pay_first } = values
  const { charge_timing, cutoff, proration, download_kbps, upload_kbps, radius_group, pool } = values
  return {
    code,
    name,
    price,
    installation_charge,
    taxable,
    pay_first,
    charge_timing,
    cutoff,
    proration,
    radius_group,
    download: mbpsText(download_kbps),
    upload: mbpsText(upload_kbps),
    pool: pool ?? '',
    zte: {
      on: zte !== undefined,
      onu_type: zte?.onu_type ?? '',
      tcont_profile: zte?.tcont_profile ?? '',
      traffic_up: zte?.traffic_up ?? '',
      traffic_down: zte?.traffic_down ?? '',
    },
    huawei: {
      on: huawei !== undefined,
      line_profile: number(huawei?.line_profile),
      service_profile: number(huawei?.service_profile),
      gem: number(huawei?.gem),
    },
  }
}

export function planInput(draft: PlanDraft): PlanInput {
  const { download, upload, pool, zte, huawei, ...same } = draft
  const none = { onu_type: '', tcont_profile: '', traffic_up: '', traffic_down: '' }
  const profiles: LineProfileInput[] = []
  if (zte.on)
    profiles.push({
      dialect: 'zte',
      onu_type: zte.onu_type.trim(),
      tcont_profile: zte.tcont_profile.trim(),
      traffic_up: zte.traffic_up.trim(),
      traffic_down: zte.traffic_down.trim(),
      line_profile: null,
      service_profile: null,
      gem: null,
    })
  if (huawei.on)
    profiles.push({
      dialect: 'huawei',
      ...none,
      line_profile: Number(huawei.line_profile),
      service_profile: Number(huawei.service_profile),
      gem: Number(huawei.gem),
    })
  return {
    ...same,
    code: same.code.trim().toUpperCase(),
    name: same.name.trim(),
    radius_group: same.radius_group.trim(),
    installation_charge: same.installation_charge === '' ? '0' : same.installation_charge,
    download_kbps: kbpsFromMbps(download) ?? 0,
    upload_kbps: kbpsFromMbps(upload) ?? 0,
    pool: pool.trim() === '' ? null : pool.trim(),
    line_profiles: profiles,
  }
}

const within = (text: string, most: number): boolean => /^\d{1,5}$/.test(text.trim()) && Number(text) <= most
/** A profile's name on a ZTE: it goes into a command line, so the server takes these characters only. */
const isProfileName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(text.trim())

/** The same rules as the server's, which decides. */
export function brokenRules(draft: PlanDraft): BrokenRules {
  const broken: BrokenRules = {}
  const code = draft.code.trim().toUpperCase()
  if (code === '') broken['code'] = 'required'
  else if (!/^[A-Z0-9][A-Z0-9-]{0,23}$/.test(code)) broken['code'] = 'invalid'
  if (draft.name.trim() === '') broken['name'] = 'required'
  if (draft.price === '') broken['price'] = 'required'
  for (const [field, text] of [
    ['download_kbps', draft.download],
    ['upload_kbps', draft.upload],
  ] as const) {
    if (text.trim() === '') broken[field] = 'required'
    else if (kbpsFromMbps(text) === null) broken[field] = 'invalid'
  }
  const group = draft.radius_group.trim()
  if (group === '') broken['radius_group'] = 'required'
  // "isolir" is the group of those who are suspended.
  else if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(group) || group === 'isolir') broken['radius_group'] = 'invalid'
  if (draft.pool.trim() !== '' && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/.test(draft.pool.trim()))
    broken['pool'] = 'invalid'
  if (draft.zte.on) Object.assign(broken, brokenZte(draft.zte))
  if (draft.huawei.on) {
    if (!within(draft.huawei.line_profile, 65_535)) broken['line_profile'] = 'invalid'
    if (!within(draft.huawei.service_profile, 65_535)) broken['service_profile'] = 'invalid'
    if (!within(draft.huawei.gem, 1023)) broken['gem'] = 'invalid'
  }
  return broken
}

function brokenZte(zte: ZteDraft): BrokenRules {
  const broken: BrokenRules = {}
  for (const field of ['onu_type', 'tcont_profile'] as const) {
    if (zte[field].trim() === '') broken[field] = 'required'
    else if (!isProfileName(zte[field])) broken[field] = 'invalid'
  }
  // Both directions or none.
  for (const [field, other] of [
    ['traffic_up', 'traffic_down'],
    ['traffic_down', 'traffic_up'],
  ] as const) {
    if (zte[field].trim() === '' && zte[other].trim() !== '') broken[field] = 'required'
    else if (zte[field].trim() !== '' && !isProfileName(zte[field])) broken[field] = 'invalid'
  }
  return broken
}
