/**
 * What the contract wants beside what RADIUS has, what the session says and what the OLT answered; and every difference
 * as a sentence. Pure, so that a screen and a test read the same truth.
 */
import type { Tone } from '@/components/StatusMark.vue'
import type { Hold, OnuDetail, ServiceDetail, ServiceJob } from '@/lib/bindings'
import { formatRate } from '@/lib/measure'

/** A text: a key of the locales with what fills it, or words that a device or a row said. */
export interface Said {
  key?: string
  params?: Record<string, string>
  text?: string
}

export interface Cell extends Said {
  tone?: Tone
  mono?: boolean
}

export interface TruthRow {
  /** Key below `service.truth`. */
  what: 'status' | 'speed' | 'address'
  contract: Cell
  radius: Cell
  session: Cell
  olt: Cell
}

export interface Finding extends Said {
  tone: Tone
  /** What a device or the core said of it, word for word; never translated. */
  quote?: string
}

const nothing: Cell = { text: '—' }

export function activeHolds(service: ServiceDetail): Hold[] {
  return service.holds.filter((hold) => hold.released_at === null)
}

export function openJobs(service: ServiceDetail): ServiceJob[] {
  return service.jobs.filter((job) => job.state === 'waiting' || job.state === 'running')
}

function attribute(service: ServiceDetail, ...names: string[]): string | null {
  return service.radius.find((row) => names.includes(row.attribute))?.value ?? null
}

function contractStatus(service: ServiceDetail): Cell {
  const hold = activeHolds(service)[0]
  if (service.state === 'ended') return { tone: 'down', key: 'service.state.ended' }
  if (hold) return { tone: 'hold', key: 'service.state.held' }
  return service.state === 'active'
    ? { tone: 'up', key: 'service.state.active' }
    : { tone: 'unknown', key: 'service.state.installing' }
}

function radiusStatus(service: ServiceDetail): Cell {
  if (service.radius_group === null)
    return service.state === 'ended' ? nothing : { tone: 'down', key: 'service.truth.no_account' }
  const tone = service.radius_group !== service.group ? 'warn' : activeHolds(service).length > 0 ? 'hold' : 'up'
  return { tone, text: service.radius_group, mono: true }
}

/** `span`: how long the session has been up, in words. */
function sessionStatus(service: ServiceDetail, span: (from: string) => string): Cell {
  const session = service.session
  if (session === null) return { tone: 'unknown', key: 'service.truth.no_session' }
  if (session.stale) return { tone: 'warn', key: 'service.truth.stale' }
  const params = { span: session.started_at === null ? '?' : span(session.started_at) }
  return session.suspended
    ? { tone: 'hold', key: 'service.truth.online_suspended', params }
    : { tone: 'up', key: 'service.truth.online', params }
}

const onuTone: Partial<Record<string, Tone>> = {
  online: 'up',
  offline: 'unknown',
  los: 'down',
  power: 'warn',
  unknown: 'unknown',
}

function oltStatus(onu: OnuDetail | null): Cell {
  if (onu === null) return nothing
  if (onu.verdict === null || onu.verdict === 'unread') return { tone: 'unknown', key: 'service.truth.unread' }
  if (onu.verdict === 'complete' && onu.state !== null)
    return { tone: onuTone[onu.state] ?? 'unknown', key: `line.${onu.state}` }
  return { tone: onu.verdict === 'absent' ? 'down' : 'warn', key: `service.verdict.${onu.verdict}` }
}

export function truthRows(service: ServiceDetail, span: (from: string) => string): TruthRow[] {
  const rate = formatRate(service.download_kbps, service.upload_kbps)
  const given = attribute(service, 'Mikrotik-Rate-Limit')
  return [
    {
      what: 'status',
      contract: contractStatus(service),
      radius: radiusStatus(service),
      session: sessionStatus(service, span),
      olt: oltStatus(service.onu),
    },
    {
      what: 'speed',
      contract: { text: rate, mono: true },
      radius: given === null ? nothing : { text: given, mono: true },
      session: nothing,
      olt: nothing,
    },
    {
      what: 'address',
      contract: { key: 'service.truth.dynamic' },
      radius: { text: attribute(service, 'Framed-IP-Address', 'Framed-Pool') ?? '—', mono: true },
      session: { text: service.session?.address ?? '—', mono: true },
      olt: service.onu === null ? nothing : { text: `VLAN ${service.onu.vlan}`, mono: true },
    },
  ]
}

function about(job: ServiceJob, tone: Tone, key: string): Finding {
  const found: Finding = { tone, key, params: { job: job.kind } }
  return job.reason === null ? found : { ...found, quote: job.reason }
}

/** What differs, failed or waits, the worst first. */
export function findings(service: ServiceDetail): Finding[] {
  const found: Finding[] = []
  const held = activeHolds(service).length > 0
  const onu = service.onu
  if (onu?.last_error) found.push({ tone: 'down', key: 'service.truth.olt_error', quote: onu.last_error })
  if (service.radius_group !== null && service.radius_group !== service.group)
    found.push({
      tone: 'warn',
      key: 'service.truth.group_differs',
      params: { have: service.radius_group, want: service.group },
    })
  if (service.session && service.session.suspended !== held)
    found.push({ tone: 'warn', key: held ? 'service.truth.still_open' : 'service.truth.still_suspended' })
  if (onu && onu.desired === 'registered' && onu.verdict !== null && !['complete', 'unread'].includes(onu.verdict))
    found.push({
      tone: 'warn',
      key: 'service.truth.verdict',
      params: { verdict: onu.verdict },
      ...(onu.verdict_note === '' ? {} : { quote: onu.verdict_note }),
    })
  if (onu && onu.verdict === 'complete' && !onu.saved) found.push({ tone: 'warn', key: 'service.truth.not_saved' })
  const last = service.requests[0]
  if (last && last.outcome !== 'ack')
    found.push({
      tone: 'warn',
      key: `service.truth.request_${last.outcome}`,
      params: { request: last.request, router: last.router_code ?? '?', cause: String(last.error_cause ?? '') },
    })
  for (const job of service.jobs) {
    if (job.state === 'failed') found.push(about(job, 'down', 'service.truth.job_failed'))
    if (job.state === 'waiting')
      found.push(
        job.reason === null
          ? about(job, 'unknown', 'service.truth.job_waits')
          : about(job, 'warn', 'service.truth.job_waits_for'),
      )
    if (job.state === 'running') found.push(about(job, 'unknown', 'service.truth.job_runs'))
  }
  return found
}
