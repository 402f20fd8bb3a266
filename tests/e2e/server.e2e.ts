import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desktop } from './desktop'
import { fillFirstRun, password, signIn } from './words'

/** A shared server from its first day: prepared, set up, and served by two computers. */
describe('a shared server', () => {
  // Its private server plays the office's: another PostgreSQL is not needed for that.
  const host = new Desktop()
  const first = new Desktop()
  const second = new Desktop()
  let agentPassword = ''

  beforeAll(async () => {
    await host.open()
    await host.click('[data-test="start-empty"]')
    await host.see('[data-test="first-run"]', 60_000)
  })
  afterAll(async () => {
    for (const desktop of [second, first, host]) await desktop.end()
  })

  async function address(desktop: Desktop): Promise<void> {
    const port = readFileSync(join(host.data, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[3] ?? ''
    await desktop.open()
    await desktop.click('[data-test="connect-server"]')
    await desktop.see('[data-test="connect-form"]')
    await desktop.type('host', '127.0.0.1')
    await desktop.type('port', port)
    await desktop.type('database', 'kantor')
    await desktop.choose('tls', 'disable')
  }

  it('is prepared by an administrator, and the computer that did it becomes its agent', async () => {
    await address(first)
    await first.click('[data-test="prepare-server"]')
    await first.write('[data-test="prepare-login"]', 'janet_setup')
    await first.write('[data-test="prepare-password"]', 'salah')
    await first.click('[data-test="prepare-submit"]')
    await first.see('[data-test="problem"]')
    await first.write('[data-test="prepare-password"]', readFileSync(join(host.data, 'data/secrets/setup'), 'utf8'))
    await first.click('[data-test="prepare-submit"]')
    await first.see('[data-test="prepare-become-agent"]', 60_000)
    const secrets = await first.texts('[data-test="secret"]')
    expect(secrets).toHaveLength(2)
    agentPassword = secrets[0] ?? ''
    expect(agentPassword.length).toBeGreaterThanOrEqual(16)
    await first.shot('server-prepared')
    await first.click('[data-test="prepare-become-agent"]')
    await fillFirstRun(first)
    await first.go('/queue')
    await first.read('Komputer ini menjalankan agen')
    await first.shotBoth('queue-server')
  })

  it('is the agent again after a restart, without being asked', async () => {
    await first.close()
    await first.open()
    await signIn(first, 'rina', password)
    await first.see('[data-test="status-bar"]', 30_000)
    await first.go('/queue')
    await first.read('Komputer ini menjalankan agen')
  })

  it('lets a second computer in as an agent, and an administrator lets it open device passwords', async () => {
    await address(second)
    await second.click('[data-test="connect-submit"]')
    await signIn(second, 'rina', password)
    await second.see('[data-test="status-bar"]', 30_000)
    await second.go('/queue')
    await second.read('Komputer ini bukan agen')
    await second.click('[data-test="become-agent"]')
    await second.write('[data-test="agent-password"]', 'salah')
    await second.click('[data-test="become-agent-submit"]')
    await second.see('[role="alert"]')
    await second.write('[data-test="agent-password"]', agentPassword)
    await second.click('[data-test="become-agent-submit"]')
    await second.read('Komputer ini menjalankan agen')
    await second.see('[data-enrolment="waiting"]')

    await first.click('[data-test="vault-approve"]')
    await first.see('[data-test="confirm"]')
    await first.shot('vault-approve')
    await first.click('[data-test="confirm"]')
    await first.gone('[data-enrolment="waiting"]')
    await second.gone('[data-enrolment="waiting"]')
    expect(await second.texts('[data-enrolment="enrolled"]')).toHaveLength(2)
  })

  it('stops being an agent when told', async () => {
    await second.click('[data-test="resign-agent"]')
    await second.click('[data-test="confirm"]')
    await second.read('Komputer ini bukan agen')
  })
})
