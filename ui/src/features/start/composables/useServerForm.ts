/** The address of a shared server as it is typed, and what the test of it found. */
import { computed, ref, watch } from 'vue'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import type { ServerAddress, ServerReport, TlsMode } from '@/lib/bindings'
import { connect, parseServerUrl, testServer } from '../api'

export const tlsModes: readonly TlsMode[] = ['verify_full', 'verify_ca', 'require', 'disable']
export const addressFields: readonly string[] = ['host', 'port', 'database', 'tls', 'ca_file']

interface ServerForm {
  url: string
  host: string
  port: number | string
  database: string
  tls: TlsMode
  ca_file: string
  login: string
  password: string
}

export function checkAddress(typed: Pick<ServerForm, 'host' | 'port' | 'database'>): BrokenRules {
  const broken: BrokenRules = {}
  const port = Number(typed.port)
  if (typed.host.trim() === '') broken['host'] = 'required'
  else if (/[\s/@]/.test(typed.host.trim())) broken['host'] = 'invalid'
  if (typed.port === '') broken['port'] = 'required'
  else if (!Number.isInteger(port) || port < 1 || port > 65_535) broken['port'] = 'invalid'
  if (typed.database.trim() === '') broken['database'] = 'required'
  return broken
}

/** The address as `janet-agent --server` takes it. */
export function serverUrl(address: ServerAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  const options = [
    `sslmode=${address.tls.replace('_', '-')}`,
    ...(address.ca_file === null ? [] : [`sslrootcert=${address.ca_file}`]),
  ]
  return `postgresql://${host}:${address.port}/${address.database}?${options.join('&')}`
}

export function useServerForm() {
  const typed = ref<ServerForm>({
    url: '',
    host: '',
    port: 5432,
    database: 'janet',
    tls: 'verify_full',
    ca_file: '',
    login: '',
    password: '',
  })
  /** Set while the login is asked for too: connecting needs the address only. */
  const testing = ref(false)
  const checks = useFormProblems(() => {
    const broken = checkAddress(typed.value)
    if (testing.value && typed.value.login.trim() === '') broken['login'] = 'required'
    if (testing.value && typed.value.password === '') broken['password'] = 'required'
    return broken
  })
  const busy = ref<'parse' | 'test' | 'connect' | null>(null)
  const report = ref<ServerReport | null>(null)
  const failure = ref<unknown>(null)
  const urlProblem = ref<unknown>(null)

  const address = computed<ServerAddress>(() => ({
    host: typed.value.host.trim(),
    port: Number(typed.value.port),
    database: typed.value.database.trim(),
    tls: typed.value.tls,
    ca_file: typed.value.ca_file.trim() === '' ? null : typed.value.ca_file.trim(),
  }))
  // What was found is about the address that was tested.
  watch([address, () => typed.value.login, () => typed.value.password], () => {
    report.value = null
    failure.value = null
  })

  async function fill(): Promise<void> {
    urlProblem.value = null
    if (typed.value.url.trim() === '') return
    busy.value = 'parse'
    try {
      const { ca_file: file, ...rest } = await parseServerUrl(typed.value.url)
      Object.assign(typed.value, rest, { ca_file: file ?? '' })
    } catch (error) {
      urlProblem.value = error
    } finally {
      busy.value = null
    }
  }

  async function test(element: HTMLElement | null): Promise<void> {
    testing.value = true
    report.value = null
    failure.value = null
    if (!checks.ready(element)) return
    busy.value = 'test'
    const asked = address.value
    try {
      const found = await testServer(asked, typed.value.login.trim(), typed.value.password)
      if (asked === address.value) report.value = found
    } catch (error) {
      if (asked === address.value) failure.value = error
    } finally {
      busy.value = null
    }
  }

  async function submit(element: HTMLElement | null): Promise<void> {
    testing.value = false
    if (!checks.ready(element)) return
    busy.value = 'connect'
    try {
      await connect(address.value)
    } catch (error) {
      checks.refuse(error, addressFields, element)
    } finally {
      busy.value = null
    }
  }

  return { typed, address, ...checks, busy, report, failure, urlProblem, fill, test, submit }
}
