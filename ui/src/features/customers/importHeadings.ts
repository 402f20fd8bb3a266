/** Headings that a sheet may have, as `HEADINGS` of the reader knows them; the first of each is the one to recommend. */
export const headings: readonly { field: string; names: readonly string[] }[] = [
  { field: 'name', names: ['Nama', 'Nama pelanggan', 'Nama lengkap', 'Name', 'Customer', 'Pelanggan'] },
  { field: 'code', names: ['Kode', 'Kode pelanggan', 'ID pelanggan', 'No pelanggan', 'Code', 'Customer ID'] },
  { field: 'phone', names: ['Telepon', 'Telp', 'No telepon', 'HP', 'No HP', 'WA', 'WhatsApp', 'Phone', 'Mobile'] },
  { field: 'email', names: ['Email', 'Surel'] },
  { field: 'nik', names: ['NIK', 'KTP', 'No KTP'] },
  { field: 'street', names: ['Alamat', 'Jalan', 'Address', 'Street'] },
  { field: 'rt_rw', names: ['RT/RW', 'RT', 'RW'] },
  { field: 'village', names: ['Desa', 'Kelurahan', 'Kel', 'Village'] },
  { field: 'district', names: ['Kecamatan', 'Kec', 'District'] },
  { field: 'city', names: ['Kota', 'Kabupaten', 'Kab', 'City'] },
  { field: 'postal_code', names: ['Kode pos', 'Postal code', 'ZIP'] },
  { field: 'landmark', names: ['Patokan', 'Landmark'] },
  { field: 'pin', names: ['Lokasi', 'Koordinat', 'Sharelok', 'Maps', 'Location', 'Coordinates'] },
  { field: 'latitude', names: ['Lat', 'Lintang', 'Latitude'] },
  { field: 'longitude', names: ['Lng', 'Bujur', 'Longitude'] },
  { field: 'note', names: ['Catatan', 'Keterangan', 'Note'] },
]
