import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desktop } from './desktop'
import { firstRun, password, signIn, signOut } from './words'

/** A sheet as an office has it: Excel ate the leading zeros, one number is wrong, one name is missing. */
function sheet(rows: number): string {
  const names = ['Budi Santoso', 'Warung Bu Tini', 'Siti Rahmawati', 'Agus Prasetyo', 'CV Maju Jaya', 'Dewi Lestari', 'Hendra Gunawan', 'Masjid Al-Ikhlas']
  const lines = ['Kode;Nama;No HP;Alamat;RT/RW;Kecamatan']
  for (let n = 0; n < rows; n += 1) {
    const name = n < names.length ? names[n] : `Pelanggan ${String(n).padStart(3, '0')}`
    lines.push(`A-${String(n + 1).padStart(3, '0')};${name};8121100${String(4500 + n)};Jl. Mawar IV/${n + 1};03/12;Bekasi Timur`)
  }
  lines.push('A-900;Nomor Salah;0812-abc;Jl. Melati;01/02;Tambun', 'A-901;;08123456789;Jl. Melati;01/02;Tambun')
  return lines.join('\n')
}

describe('an office at work', () => {
  const desktop = new Desktop()
  let handed = ''
  beforeAll(() => firstRun(desktop))
  afterAll(() => desktop.end())

  it('connects a name, a place and a telephone number to a new customer', async () => {
    await desktop.read('Tiga langkah pertama')
    await desktop.shotBoth('today-empty')
    await desktop.click('a[href="#/customers"]')
    await desktop.read('Belum ada pelanggan')
    await desktop.keys('n')
    await desktop.see('[data-test="connect-form"]')
    await desktop.click('[data-test="connect-back"]')
    await desktop.click('[data-test="new-prospect"]')
    await desktop.see('[data-test="customer-form"]')
    await desktop.click('[data-test="customer-save"]')
    await desktop.read('wajib diisi')
    await desktop.type('name', 'Nur Aini')
    await desktop.type('phone', '0812-3300-4471')
    await desktop.type('nik', '3275015203850001')
    await desktop.type('street', 'Jl. Dahlia 2')
    await desktop.type('rt', '03')
    await desktop.type('rw', '12')
    await desktop.type('village', 'Aren Jaya')
    await desktop.type('district', 'Bekasi Timur')
    await desktop.type('city', 'Bekasi')
    await desktop.type('landmark', 'sebelah musala')
    await desktop.type('pin_text', 'https://maps.google.com/?q=-6.2349858,106.9945444')
    await desktop.keys('Tab')
    await desktop.read('106.9945444')
    await desktop.shotBoth('new-customer')
    await desktop.click('[data-test="customer-save"]')
    await desktop.read('JNT-000001')
    await desktop.read('0812-3300-4471')
    await desktop.see('[data-test="history-entry"]')
    await desktop.shotBoth('customer')
  })

  it('warns of a telephone number that is known, and lets it be saved', async () => {
    await desktop.click('a[href="#/customers"]')
    await desktop.click('[data-test="new-customer"]')
    await desktop.see('[data-test="connect-form"]')
    await desktop.click('[data-test="connect-back"]')
    await desktop.keys('Control', 'k')
    await desktop.write('[data-test="palette-input"]', 'Calon pelanggan (tanpa layanan)')
    await desktop.keys('Enter')
    await desktop.see('[data-test="customer-form"]')
    await desktop.type('name', 'Yusuf Maulana')
    await desktop.type('phone', '+62 812 3300 4471')
    await desktop.keys('Tab')
    await desktop.see('[data-test="duplicates"]')
    await desktop.read('Nur Aini')
    await desktop.type('nik', '123')
    await desktop.keys('Tab')
    await desktop.read('NIK')
    await desktop.shot('duplicate-light')
    await desktop.type('nik', ' ')
    await desktop.keys('Control', 'Enter')
    await desktop.click('[data-test="duplicate-anyway"]')
    await desktop.read('JNT-000002')
  })

  it('imports a sheet and says what is wrong in which row', async () => {
    await desktop.click('a[href="#/customers"]')
    await desktop.click('[data-test="import"]')
    await desktop.see('[data-test="import-text"]')
    await desktop.shot('import-light')
    await desktop.file('[data-test="import-file"]', 'pelanggan.csv', sheet(30))
    await desktop.see('[data-test="import-held"]')
    await desktop.click('[data-test="import-read"]')
    await desktop.see('[data-test="import-columns"]')
    await desktop.click('[data-test="import-only-errors"]')
    await desktop.read('0812-abc')
    await desktop.shotBoth('import-preview')
    await desktop.click('[data-test="import-start"]')
    await desktop.see('[data-test="import-done"]', 30_000)
    await desktop.shot('import-done-light')
    await desktop.click('a[href="#/customers"]')
    await desktop.read('32 cocok dari 32')
    await desktop.shotBoth('customers')
  })

  it('filters, and finds by a few digits from anywhere', async () => {
    await desktop.write('[data-test="filter"]', 'rahmawati siti')
    await desktop.read('1 cocok dari 32')
    await desktop.write('[data-test="filter"]', 'tidak ada orangnya')
    await desktop.read('Tidak ada yang cocok')
    await desktop.write('[data-test="filter"]', ' ')
    await desktop.keys('Control', 'k')
    await desktop.write('[data-test="palette-input"]', '4503')
    await desktop.read('Agus Prasetyo')
    await desktop.shot('palette-light')
    await desktop.keys('Enter')
    await desktop.read('A-004')
  })

  it('exports the list', async () => {
    await desktop.click('a[href="#/customers"]')
    await desktop.click('[data-test="export"]')
    await desktop.read('.xlsx')
  })

  it('adds an operator with fewer rights', async () => {
    await desktop.click('a[href="#/operators"]')
    await desktop.click('[data-test="add-operator"]')
    await desktop.type('full_name', 'Joko Prasetya')
    await desktop.type('login', 'joko')
    await desktop.click('[data-test="preset-cashier"]')
    await desktop.click('[data-test="secret-show"]')
    handed = (await desktop.texts('[data-test="secret"]'))[0] ?? ''
    await desktop.shot('operator-add-light')
    await desktop.click('[data-test="operator-submit"]')
    await desktop.see('[data-test="handover"]')
    if (handed === '') handed = (await desktop.texts('[data-test="secret"]'))[0] ?? ''
    await desktop.click('[data-test="handover-done"]')
    await desktop.read('joko')
    await desktop.shotBoth('operators')
    expect(handed.length).toBeGreaterThanOrEqual(10)
  })

  it('backs up, and proves it', async () => {
    await desktop.click('a[href="#/backups"]')
    await desktop.click('[data-test="backup-now"]')
    await desktop.click('a[href="#/queue"]')
    await desktop.read('Selesai', 60_000)
    await desktop.shotBoth('queue')
    await desktop.click('a[href="#/backups"]')
    await desktop.see('[data-test="backup-restore"]')
    await desktop.shotBoth('backups')
  })

  it('shows the other pages of the office', async () => {
    for (const page of ['branches', 'settings', 'audit', 'diagnostics']) {
      await desktop.click(`a[href="#/${page}"]`)
      await desktop.see('h1')
      await desktop.gone('[role="status"] .animate-spin')
      await desktop.shotBoth(page)
    }
  })

  it('lets the second operator in after changing the first password, with fewer rights', async () => {
    await signOut(desktop)
    await signIn(desktop, 'joko', handed)
    await desktop.see('[name="present"]')
    await desktop.type('present', handed)
    await desktop.type('wanted', password)
    await desktop.type('again', password)
    await desktop.keys('Enter')
    await desktop.see('[data-test="today"]')
    await desktop.shot('cashier-today-light')
    await desktop.click('a[href="#/customers"]')
    await desktop.read('32 cocok dari 32')
    for (const hidden of ['a[href="#/operators"]', 'a[href="#/audit"]', 'a[href="#/settings"]', '[data-test="new-customer"]', '[data-test="new-prospect"]', '[data-test="import"]']) {
      expect(await desktop.has(hidden), hidden).toBe(false)
    }
    await desktop.shot('cashier-light')
  })
})
