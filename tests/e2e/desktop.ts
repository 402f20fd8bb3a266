/**
 * The real window, driven by WebDriver with what a hand can do: click, type, press keys, look. Every wait is for a
 * state on the screen.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remote } from 'webdriverio'

type Browser = Awaited<ReturnType<typeof remote>>

const shots = process.env['JANET_SHOTS'] ?? join(tmpdir(), 'janet-screenshots')

function need(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; run the journeys by cargo xtask test`)
  return value
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** A display of our own, so that journeys do not meet other windows. */
async function startDisplay(): Promise<{ name: string; process: ChildProcess }> {
  for (let number = 120; number < 180; number += 1) {
    if (existsSync(`/tmp/.X${number}-lock`)) continue
    const xvfb = spawn('Xvfb', [`:${number}`, '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: 'ignore' })
    for (let wait = 0; wait < 100; wait += 1) {
      await new Promise((done) => setTimeout(done, 20))
      if (existsSync(`/tmp/.X11-unix/X${number}`)) return { name: `:${number}`, process: xvfb }
      if (xvfb.exitCode !== null) break
    }
    xvfb.kill()
  }
  throw new Error('no display could be started')
}

export class Desktop {
  readonly data: string
  private readonly home: string
  private browser: Browser | undefined
  private driver: ChildProcess | undefined
  private display: { name: string; process: ChildProcess } | undefined

  constructor() {
    this.data = mkdtempSync(join(tmpdir(), 'janet-e2e-'))
    // The database server runs under an account without rights and must reach its folder.
    chmodSync(this.data, 0o755)
    this.home = join(this.data, 'home')
    mkdirSync(this.home)
  }

  async open(): Promise<void> {
    this.display ??= await startDisplay()
    const [port, native] = [await freePort(), await freePort()]
    this.driver = spawn(need('JANET_TAURI_DRIVER'), ['--port', String(port), '--native-port', String(native), '--native-driver', '/usr/bin/WebKitWebDriver'], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: this.display.name, HOME: this.home, JANET_DATA: join(this.data, 'data'), LANG: 'C.UTF-8' },
    })
    for (let wait = 0; ; wait += 1) {
      try {
        this.browser = await remote({
          logLevel: 'silent',
          hostname: '127.0.0.1',
          port,
          path: '/',
          connectionRetryCount: 0,
          capabilities: { 'wdio:enforceWebDriverClassic': true, browserName: 'wry', 'tauri:options': { application: need('JANET_PROGRAM') } } as WebdriverIO.Capabilities,
        })
        return
      } catch (error) {
        if (wait > 40) throw error
        await new Promise((done) => setTimeout(done, 100))
      }
    }
  }

  private get page(): Browser {
    if (!this.browser) throw new Error('the window is not open')
    return this.browser
  }

  /** Waits until an element is on the screen. */
  async see(selector: string, timeout = 20_000): Promise<WebdriverIO.Element> {
    const element = this.page.$(selector)
    try {
      await element.waitForDisplayed({ timeout })
    } catch {
      await this.shot('failure')
      throw new Error(`not on the screen: ${selector}\n${(await this.words()).slice(0, 600)}`)
    }
    return (await element.getElement()) as unknown as WebdriverIO.Element
  }

  /** Waits until the words are on the screen. */
  async read(words: string, timeout = 20_000): Promise<void> {
    const until = Date.now() + timeout
    while (!(await this.words()).includes(words)) {
      if (Date.now() > until) {
        await this.shot('failure')
        throw new Error(`not on the screen: “${words}”\n${(await this.words()).slice(0, 800)}`)
      }
      await new Promise((done) => setTimeout(done, 50))
    }
  }

  /** What can be read on the page. (The driver's own "get text" leaves out what an ellipsis may cut.) */
  async words(): Promise<string> {
    return this.page.execute(() => document.body.innerText)
  }

  async gone(selector: string, timeout = 20_000): Promise<void> {
    await this.page.$(selector).waitForExist({ timeout, reverse: true })
  }

  async has(selector: string): Promise<boolean> {
    return this.page.$(selector).isExisting()
  }

  async click(selector: string): Promise<void> {
    const element = await this.see(selector)
    await element.waitForEnabled({ timeout: 10_000 })
    await element.click()
  }

  async doubleClick(selector: string): Promise<void> {
    await (await this.see(selector)).doubleClick()
  }

  /** Types into a field by its name, over what is there. */
  async type(name: string, text: string): Promise<void> {
    await this.write(`[name="${name}"]`, text)
  }

  async write(selector: string, text: string): Promise<void> {
    const element = await this.see(selector)
    await element.click()
    await this.page.keys(['Control', 'a'])
    await this.page.keys(['Delete'])
    await element.addValue(text)
  }

  /** Chooses a file with this text in a file field. */
  async file(selector: string, name: string, text: string): Promise<void> {
    const path = join(this.home, name)
    writeFileSync(path, text)
    await this.page.$(selector).addValue(path)
  }

  async choose(name: string, value: string): Promise<void> {
    await (await this.see(`select[name="${name}"]`)).selectByAttribute('value', value)
  }

  /** Goes to a page by its entry in the side bar. */
  async go(path: string): Promise<void> {
    await this.click(`nav a[href="#${path}"]`)
  }

  async keys(...keys: string[]): Promise<void> {
    await this.page.keys(keys)
  }

  async texts(selector: string): Promise<string[]> {
    return this.page.execute((wanted: string) => Array.from(document.querySelectorAll(wanted), (found) => found.textContent.trim()), selector)
  }

  /** A picture of the window, under its name. */
  async shot(name: string): Promise<void> {
    mkdirSync(shots, { recursive: true })
    // What is shown is a frame behind what is so; two frames later both agree.
    await this.page.executeAsync((done: () => void) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))
    writeFileSync(join(shots, `${name}.png`), Buffer.from(await this.page.takeScreenshot(), 'base64'))
  }

  /** The same page in both themes. */
  async shotBoth(name: string): Promise<void> {
    for (const theme of ['light', 'dark']) {
      await this.theme(theme)
      await this.shot(`${name}-${theme}`)
    }
    await this.theme('light')
  }

  private async theme(theme: string): Promise<void> {
    await this.click('[data-test="account"]')
    await this.click(`[data-test="theme-${theme}"]`)
    await this.keys('Escape')
    await this.gone('[role="menu"]')
    // The pointer leaves the menu's place, and the colours have changed over when nothing moves any more.
    await this.page.waitUntil(() => this.page.execute(() => document.getAnimations().length === 0), { timeout: 5000 })
  }

  async close(): Promise<void> {
    await this.browser?.deleteSession().catch(() => undefined)
    this.browser = undefined
    this.driver?.kill()
    this.driver = undefined
  }

  /** Ends the window's process without a word, as a power cut does. */
  async kill(): Promise<void> {
    const pids = programsOf(join(this.data, 'data'))
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    await this.close()
  }

  /** Stops everything of this journey, the database too, and removes its folder. */
  async end(): Promise<void> {
    await this.close()
    this.display?.process.kill()
    try {
      // The window stops its servers when it closes; one that was killed leaves them.
      for (const place of ['data/postgres/postmaster.pid', 'data/sample/postgres/postmaster.pid', 'data/sample/radius/process']) {
        end(join(this.data, place))
      }
    } catch {
      // Nothing was left.
    }
    await new Promise((done) => setTimeout(done, 300))
    rmSync(this.data, { recursive: true, force: true, maxRetries: 5 })
  }
}

function end(pidFile: string): void {
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  // The number may belong to somebody else by now.
  if (pid > 1 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('janet-e2e-')) process.kill(pid, 'SIGQUIT')
}

/** Processes of the program whose data folder this is. */
function programsOf(data: string): number[] {
  const found: number[] = []
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    try {
      const program = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
      if (program === 'janet-isp' && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`JANET_DATA=${data}\0`)) found.push(pid)
    } catch {
      // Ended in between.
    }
  }
  return found
}
