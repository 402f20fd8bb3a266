/**
 * `cargo xtask bench start`: from starting the program until its sign-in field takes keys, beside an empty window of the
 * same toolkit. Both are started by the same driver, taking turns; the median of each counts.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const { remote } = await import(pathToFileURL(join(process.cwd(), 'node_modules/webdriverio/build/node.js')).href)
const [program, empty, driver] = [process.env.JANET_PROGRAM, process.env.JANET_EMPTY, process.env.JANET_TAURI_DRIVER]
const json = process.argv.includes('--json')
const ROUNDS = 7

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

async function open(application, data) {
  const [port, native] = [await freePort(), await freePort()]
  const bridge = spawn(driver, ['--port', `${port}`, '--native-port', `${native}`, '--native-driver', '/usr/bin/WebKitWebDriver'], {
    stdio: 'ignore',
    env: { ...process.env, HOME: data, JANET_DATA: join(data, 'data') },
  })
  await new Promise((done) => setTimeout(done, 400))
  const started = performance.now()
  const browser = await remote({
    logLevel: 'silent',
    hostname: '127.0.0.1',
    port,
    connectionRetryCount: 0,
    capabilities: { 'wdio:enforceWebDriverClassic': true, browserName: 'wry', 'tauri:options': { application } },
  })
  return { browser, started, close: () => browser.deleteSession().catch(() => undefined).finally(() => bridge.kill()) }
}

async function until(browser, probe) {
  const patience = performance.now() + 60_000
  while (!(await browser.execute(probe))) {
    if (performance.now() > patience) throw new Error(`never came about: ${probe}`)
    await new Promise((done) => setTimeout(done, 5))
  }
  return performance.now()
}

const takesKeys = () => document.activeElement instanceof HTMLInputElement && document.querySelector('[data-test="sign-in"]') !== null
const painted = () => document.readyState === 'complete' && document.body.innerText.includes('empty')

const data = mkdtempSync(join(tmpdir(), 'janet-start-'))
chmodSync(data, 0o755)
// A company that was set up once: the marks that the program leaves, and a database folder that starts behind the window.
const first = await open(program, data)
await until(first.browser, () => document.querySelector('[data-test="start-empty"]') !== null)
await (await first.browser.$('[data-test="start-empty"]')).click()
await until(first.browser, () => document.querySelector('[data-test="first-run"]') !== null)
const fill = { company_name: 'PT Contoh', admin_name: 'Rina', admin_login: 'rina', password: 'kopi susu di teras', password_again: 'kopi susu di teras' }
for (const [name, text] of Object.entries(fill)) await (await first.browser.$(`[name="${name}"]`)).addValue(text)
await (await first.browser.$('[data-test="first-run-submit"]')).click()
await until(first.browser, () => document.querySelector('[data-test="status-bar"]') !== null)
await first.close()
const stop = () => {
  try {
    process.kill(Number(readFileSync(join(data, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGINT')
  } catch {
    // Not running.
  }
}

const ours = []
const peer = []
for (let round = 0; round < ROUNDS; round += 1) {
  // Cold: the database is down and has to be started.
  stop()
  await new Promise((done) => setTimeout(done, 1500))
  const mine = await open(program, data)
  ours.push((await until(mine.browser, takesKeys)) - mine.started)
  await mine.close()
  const other = await open(empty, data)
  peer.push((await until(other.browser, painted)) - other.started)
  await other.close()
}
stop()
await new Promise((done) => setTimeout(done, 1500))
rmSync(data, { recursive: true, force: true, maxRetries: 5 })
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
const result = { name: 'cold start until the sign-in field takes keys', ours: median(ours), peer: median(peer), ratio: median(ours) / median(peer), bar: 1.5, unit: 'ms', peer_is: 'an empty Tauri window' }
result.pass = result.ratio <= result.bar
if (json) console.log(JSON.stringify(result))
else console.log(`${result.name}: ${result.ours.toFixed(0)} ms   ${result.peer_is}: ${result.peer.toFixed(0)} ms   ratio ${result.ratio.toFixed(2)}   bar ${result.bar}   ${result.pass ? 'ok' : 'MISSED'}`)
process.exit(result.pass ? 0 : 1)
