/**
 * The main job in the real window, on the sample network: simulated OLTs and a BRAS that speak their real protocols, and a
 * real FreeRADIUS where one is installed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desktop } from './desktop'

const serial = 'ZTEGC0FFEE00'

describe('main job', () => {
  const desktop = new Desktop()
  beforeAll(() => desktop.open())
  afterAll(() => desktop.end())

  it('starts with the sample network, which says how to sign in', async () => {
    await desktop.click('[data-test="start-sample"]')
    await desktop.see('[data-test="sample-hint"]', 240_000)
    await desktop.click('[data-test="sample-fill"]')
    await desktop.click('[data-test="sign-in"] button[type="submit"]')
    await desktop.see('[data-test="sample-banner"]', 60_000)
    await desktop.see('[data-test="today"]')
    await desktop.read('pembayaran', 30_000)
    await desktop.shotBoth('today')
    // Filling the sample takes a minute on two busy cores.
  }, 300_000)

  it('connects a new customer in three panes and one commit', async () => {
    await desktop.go('/customers')
    await desktop.read('300 cocok dari 300')
    await desktop.shotBoth('customers-sample')
    await desktop.click('[data-test="new-customer"]')
    await desktop.see('[data-test="connect-form"]')
    await desktop.type('name', 'Siti Rahmawati')
    await desktop.type('phone', '0812-9900-1122')
    await desktop.type('street', 'Jl. Mawar IV/12')
    await desktop.type('pin_text', '-6.2421, 106.9941')
    await desktop.click('[data-test="pin-read"]')
    await desktop.see('[data-test="pin-value"]')
    await desktop.shot('connect-person-light')
    await desktop.click('[data-test="connect-forward"]')

    await desktop.click('[data-test="plan-HOME-30"]')
    await desktop.click('[data-test^="port-ODP-"]:not([disabled])')
    await desktop.click('[data-test="search-OLT-BKS-1"]')
    await desktop.click(`[data-test="onu-${serial}"]`)
    await desktop.see('[data-test="onu-chosen"]')
    await desktop.see('[data-test="username-state"]')
    await desktop.shotBoth('connect-service')
    await desktop.click('[data-test="connect-forward"]')

    await desktop.see('[data-test="review"]', 30_000)
    await desktop.read(`sn ${serial}`)
    await desktop.read('Mikrotik-Rate-Limit')
    await desktop.read('Biaya pasang')
    await desktop.shotBoth('connect-review')
    await desktop.click('[data-test="connect-forward"]')
    await desktop.see('[data-test="truth"]', 30_000)
    await desktop.read('Siti Rahmawati')
  })

  it('sees the line come up, with what the OLT said', async () => {
    await desktop.read('Aktif', 60_000)
    await desktop.read('dBm', 60_000)
    await desktop.click('[data-test="olt-log"]')
    await desktop.read(`sn ${serial}`, 30_000)
    await desktop.shot('olt-log-light')
    await desktop.keys('Escape')
    await desktop.gone('[role="dialog"]')
  })

  it('takes the first payment and gives the receipt', async () => {
    await desktop.see('[data-test="account"]')
    await desktop.click('[data-test="receive"]')
    await desktop.see('[data-test="payment-take"]')
    await desktop.shot('payment-light')
    await desktop.click('[data-test="payment-take"]')
    await desktop.see('[data-test="receipt-number"]', 30_000)
    expect((await desktop.texts('[data-test="receipt-number"]'))[0]).toMatch(/^KWT-\d{6}$/)
    await desktop.click('[data-test="print-58"]')
    await desktop.read('.pdf', 30_000)
    await desktop.shot('payment-done-light')
    await desktop.click('[data-test="payment-close"]')
    await desktop.gone('[role="dialog"]')
    await desktop.shotBoth('customer-connected')
  })

  it('holds the line and releases it', async () => {
    await desktop.click('[data-test="hold"]')
    await desktop.choose('reason', 'abuse')
    await desktop.click('[data-test="hold-place"]')
    await desktop.see('[data-test="hold-abuse"]', 30_000)
    await desktop.read('Isolir')
    await desktop.click('[data-test="release"]')
    await desktop.click('[role="dialog"] [data-test="confirm"]')
    await desktop.gone('[data-test="hold-abuse"]', 30_000)
  })

  it('has a page for each thing behind it', async () => {
    for (const [path, words, name] of [
      ['/aaa/sessions', 'Sesi', 'sessions'],
      ['/billing', 'INV-', 'invoices'],
      ['/payments', 'KWT-', 'payments'],
      ['/plans', 'Home 30', 'plans'],
      ['/network/nodes', 'OLT-BKS-1', 'nodes'],
      ['/network/odps', 'ODP-BKT-01', 'odps'],
      ['/network/zones', 'Bekasi Timur', 'zones'],
      ['/provisioning/onus', 'OLT-BKS-1', 'onus'],
      ['/provisioning/adopt', 'Adopsi', 'adopt'],
      ['/network/log', 'Log perintah', 'command-log'],
      ['/queue', 'Antrean', 'queue-sample'],
      ['/operators', 'Operator', 'operators-sample'],
      ['/branches', 'Cabang', 'branches-sample'],
      ['/settings', 'Pengaturan', 'settings-sample'],
      ['/backups', 'Cadangan', 'backups-sample'],
      ['/audit', 'Audit', 'audit-sample'],
      ['/diagnostics', 'vault', 'diagnostics-sample'],
    ] as const) {
      await desktop.go(path)
      await desktop.read(words, 30_000)
      await desktop.shotBoth(name)
    }
    await desktop.go('/billing')
    await invoice()
    await desktop.shotBoth('invoice')
  })

  /** The newest invoice's own page. */
  async function invoice(): Promise<void> {
    await desktop.see('[role="row"][aria-rowindex]')
    await desktop.doubleClick('[role="row"][aria-rowindex]')
    await desktop.see('[data-test="invoice-total"]')
  }

  it('says the same in English', async () => {
    await desktop.click('[data-test="account"]')
    await desktop.click('[data-test="locale-en"]')
    await desktop.keys('Escape')
    await desktop.gone('[role="menu"]')
    for (const [path, words, name] of [
      ['/today', 'Today', 'today'],
      ['/customers', 'Customers', 'customers'],
      ['/aaa/sessions', 'sessions', 'sessions'],
      ['/payments', 'KWT-', 'payments'],
      ['/plans', 'Plans', 'plans'],
      ['/network/nodes', 'Devices', 'nodes'],
      ['/network/odps', 'ODP-BKT-01', 'odps'],
      ['/network/zones', 'Zones', 'zones'],
      ['/provisioning/onus', 'OLT-BKS-1', 'onus'],
      ['/provisioning/adopt', 'Adoption', 'adopt'],
      ['/network/log', 'Command log', 'command-log'],
      ['/queue', 'Queue', 'queue'],
      ['/operators', 'Operators', 'operators'],
      ['/branches', 'Branches', 'branches'],
      ['/settings', 'Settings', 'settings'],
      ['/backups', 'Backups', 'backups'],
      ['/audit', 'Audit', 'audit'],
      ['/diagnostics', 'vault', 'diagnostics'],
      ['/billing', 'INV-', 'invoices'],
    ] as const) {
      await desktop.go(path)
      await desktop.read(words, 30_000)
      await desktop.shotBoth(`${name}-en`)
    }
    await invoice()
    await desktop.shotBoth('invoice-en')
    await desktop.go('/customers')
    await desktop.read('of 301')
    await desktop.doubleClick('[role="row"][aria-rowindex]')
    await desktop.see('[data-test="truth"]', 30_000)
    await desktop.shotBoth('customer-en')
  })

  it('comes back from a backup with its devices', async () => {
    await desktop.go('/backups')
    await desktop.click('[data-test="backup-now"]')
    await desktop.click('[data-test="backup-restore"]')
    // The backup is still being taken; a wrong password is told at once all the same.
    await desktop.type('password', 'bukan ini')
    await desktop.click('[role="dialog"] [data-test="confirm"]')
    await desktop.see('[role="dialog"] [role="alert"]')
    await desktop.type('password', 'contoh-jaringan')
    await desktop.click('[role="dialog"] [data-test="confirm"]')
    await desktop.see('[data-test="sign-in"]', 120_000)
    await desktop.click('[data-test="sample-fill"]')
    await desktop.click('[data-test="sign-in"] button[type="submit"]')
    await desktop.see('[data-test="sample-banner"]', 60_000)
    await desktop.go('/network/nodes')
    await desktop.read('Reachable', 60_000)
  }, 300_000)
})
