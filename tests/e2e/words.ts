/** What every journey begins with. */
import type { Desktop } from './desktop'

export const password = 'kopi susu di teras 7'

/** Start empty, first run, signed in as the administrator. */
export async function firstRun(desktop: Desktop): Promise<void> {
  await desktop.open()
  await desktop.click('[data-test="start-empty"]')
  await fillFirstRun(desktop)
}

export async function fillFirstRun(desktop: Desktop): Promise<void> {
  await desktop.see('[data-test="first-run"]', 60_000)
  await desktop.type('company_name', 'PT Jaringan Nusantara Terang')
  await desktop.type('branch_name', 'Bekasi')
  await desktop.type('admin_name', 'Rina Susanti')
  await desktop.type('admin_login', 'rina')
  await desktop.type('password', password)
  await desktop.type('password_again', password)
  await desktop.click('[data-test="first-run-submit"]')
  await desktop.see('[data-test="status-bar"]', 30_000)
}

export async function signIn(desktop: Desktop, login: string, secret: string): Promise<void> {
  await desktop.see('[data-test="sign-in"]', 30_000)
  await desktop.type('login', login)
  await desktop.type('password', secret)
  await desktop.keys('Enter')
}

export async function signOut(desktop: Desktop): Promise<void> {
  await desktop.click('[data-test="account"]')
  await desktop.click('[data-test="sign-out"]')
  await desktop.see('[data-test="sign-in"]')
}
