import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desktop } from './desktop'
import { fillFirstRun, password, signIn, signOut } from './words'

describe('first run', () => {
  const desktop = new Desktop()
  beforeAll(() => desktop.open())
  afterAll(() => desktop.end())

  it('starts empty, names what is missing, and signs the administrator in', async () => {
    await desktop.see('[data-test="start-empty"]')
    await desktop.shot('choose-light')
    await desktop.close()
    await desktop.open()
    await desktop.click('[data-test="start-empty"]')
    await desktop.see('[data-test="first-run"]', 60_000)
    await desktop.click('[data-test="first-run-submit"]')
    await desktop.see('[role="alert"]')
    await desktop.shot('first-run-light')
    await desktop.close()
    // Closed in the middle of the first run: the choice is remembered and the form is there again.
    await desktop.open()
    await fillFirstRun(desktop)
    await desktop.read('Tiga langkah pertama')
    await desktop.click('a[href="#/customers"]')
    await desktop.read('Belum ada pelanggan')
    await desktop.shotBoth('customers-empty')
  })

  it('refuses a wrong password and takes the right one', async () => {
    await signOut(desktop)
    await signIn(desktop, 'rina', 'salah sekali 123')
    await desktop.read('Nama masuk atau kata sandi salah.')
    await desktop.shot('sign-in-wrong-light')
    await signIn(desktop, 'rina', password)
    await desktop.see('[data-test="status-bar"]')
  })

  it('locks and opens again', async () => {
    await desktop.click('[data-test="account"]')
    await desktop.click('[data-test="lock"]')
    await desktop.see('[data-test="locked"]')
    await desktop.type('password', password)
    await desktop.keys('Enter')
    await desktop.gone('[data-test="locked"]')
  })

  it('speaks English when asked', async () => {
    await desktop.click('[data-test="account"]')
    await desktop.click('[data-test="locale-en"]')
    await desktop.keys('Escape')
    await desktop.click('a[href="#/customers"]')
    await desktop.read('No customers yet')
    await desktop.shot('customers-empty-en')
  })

  it('keeps everything when it is killed, and asks for the password again', async () => {
    await desktop.kill()
    await desktop.open()
    await signIn(desktop, 'rina', password)
    await desktop.see('[data-test="status-bar"]', 30_000)
    expect(await desktop.has('[data-test="first-run"]')).toBe(false)
  })
})
