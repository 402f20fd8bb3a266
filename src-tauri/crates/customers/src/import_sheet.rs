//! Reading what was pasted from a spreadsheet (or a CSV file): which column is what, and what is wrong in which row.

use janet_model::{Address, BranchId, Pin};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{CustomerInput, CustomerKind, import::ImportRow};

/// A column's meaning, by the headings that offices use.
const HEADINGS: &[(&str, &[&str])] = &[
    ("code", &["kode", "id pelanggan", "no pelanggan", "kode pelanggan", "code", "customer id"]),
    ("name", &["nama", "nama pelanggan", "nama lengkap", "name", "customer", "pelanggan"]),
    ("phone", &["telepon", "telp", "no telp", "no telepon", "hp", "no hp", "nomor hp", "wa", "whatsapp", "no wa", "phone", "mobile"]),
    ("email", &["email", "e-mail", "surel"]),
    ("nik", &["nik", "ktp", "no ktp", "nomor ktp"]),
    ("street", &["alamat", "jalan", "address", "street"]),
    ("rt", &["rt"]),
    ("rw", &["rw"]),
    ("rt_rw", &["rt rw", "rt/rw"]),
    ("village", &["desa", "kelurahan", "desa kelurahan", "desa/kelurahan", "kel", "village"]),
    ("district", &["kecamatan", "kec", "district"]),
    ("city", &["kota", "kabupaten", "kota kabupaten", "kabupaten/kota", "kab", "city"]),
    ("postal_code", &["kode pos", "kodepos", "postal code", "zip"]),
    ("landmark", &["patokan", "landmark"]),
    ("pin", &["lokasi", "koordinat", "maps", "google maps", "sharelok", "share lokasi", "pin", "location", "coordinates"]),
    ("latitude", &["lat", "latitude", "lintang"]),
    ("longitude", &["lng", "long", "longitude", "bujur"]),
    ("note", &["catatan", "keterangan", "note", "notes"]),
];

/// What was understood of the pasted text, before anything is stored.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Sheet {
    /// The meaning of each column, `None` where it has none.
    pub columns: Vec<Option<String>>,
    pub rows: Vec<SheetRow>,
    /// Set when no heading says which column holds the names.
    pub no_name_column: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct SheetRow {
    /// The line in the sheet, from 1.
    pub line: u32,
    pub name: String,
    pub input: Option<ImportRow>,
    /// The field that breaks its rule, with what was typed there.
    pub field: Option<String>,
    pub value: Option<String>,
}

/// Reads tab-, semicolon- or comma-separated text with a heading line; quoted cells may hold separators and line ends.
pub fn read_sheet(text: &str, branch: BranchId) -> Sheet {
    let text = text.trim_start_matches('\u{feff}');
    let separator = separator(text);
    let mut lines = cells(text, separator).into_iter();
    let Some((_, heading)) = lines.next() else {
        return Sheet { columns: Vec::new(), rows: Vec::new(), no_name_column: true };
    };
    let columns: Vec<Option<String>> = heading.iter().map(|cell| meaning(cell)).collect();
    if !columns.iter().flatten().any(|column| column == "name") {
        return Sheet { columns, rows: Vec::new(), no_name_column: true };
    }
    let rows = lines
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(line, cells)| row(line, &columns, &cells, branch))
        .collect();
    Sheet { columns, rows, no_name_column: false }
}

fn meaning(heading: &str) -> Option<String> {
    let heading = heading.trim().to_lowercase().replace(['.', '_', ':'], " ");
    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    HEADINGS.iter().find(|(_, names)| names.contains(&heading.as_str())).map(|(column, _)| (*column).to_owned())
}

fn row(line: u32, columns: &[Option<String>], cells: &[String], branch: BranchId) -> SheetRow {
    let cell = |wanted: &str| -> String {
        columns
            .iter()
            .position(|column| column.as_deref() == Some(wanted))
            .and_then(|at| cells.get(at))
            .map_or(String::new(), |cell| cell.trim().to_owned())
    };
    let optional = |wanted: &str| Some(cell(wanted)).filter(|text| !text.is_empty());
    let broken =
        |field: &str, value: String| SheetRow { line, name: cell("name"), input: None, field: Some(field.to_owned()), value: Some(value) };

    let pin = match (optional("pin"), optional("latitude"), optional("longitude")) {
        (Some(text), _, _) => match Pin::from_pasted(&text) {
            Ok(pin) => Some(pin),
            Err(_) => return broken("pin", text),
        },
        (None, Some(latitude), Some(longitude)) => match decimal(&latitude).zip(decimal(&longitude)).and_then(|(a, b)| Pin::new(a, b).ok())
        {
            Some(pin) => Some(pin),
            None => return broken("pin", format!("{latitude}, {longitude}")),
        },
        _ => None,
    };
    let (mut rt, mut rw) = (cell("rt"), cell("rw"));
    if let Some(both) = optional("rt_rw") {
        let Some((first, second)) = both.split_once('/') else { return broken("rt", both) };
        (rt, rw) = (digits(first), digits(second));
    }
    let values = CustomerInput {
        branch_id: branch,
        kind: kind(&cell("name")),
        name: cell("name"),
        phone: optional("phone"),
        email: optional("email"),
        nik: optional("nik").map(|text| text.trim_start_matches('\'').to_owned()),
        address: Address {
            street: cell("street"),
            rt,
            rw,
            village: cell("village"),
            district: cell("district"),
            city: cell("city"),
            postal_code: cell("postal_code"),
            landmark: cell("landmark"),
        },
        pin,
        note: cell("note"),
    };
    match values.check() {
        Ok(values) => SheetRow {
            line,
            name: values.name.clone(),
            input: Some(ImportRow { code: optional("code"), values }),
            field: None,
            value: None,
        },
        Err(error) => {
            let field = error.refusal().field.unwrap_or_default();
            let value = cell(&field);
            broken(&field, value)
        }
    }
}

/// PT, CV, UD, Toko and the like are companies.
fn kind(name: &str) -> CustomerKind {
    let first = name.split([' ', '.']).next().unwrap_or_default().to_uppercase();
    if matches!(first.as_str(), "PT" | "CV" | "UD" | "PD" | "KOPERASI" | "YAYASAN") { CustomerKind::Company } else { CustomerKind::Person }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Indonesian spreadsheets write −6,23 as often as −6.23.
fn decimal(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok()
}

fn separator(text: &str) -> char {
    let heading = text.lines().next().unwrap_or_default();
    ['\t', ';', ','].into_iter().max_by_key(|separator| (heading.matches(*separator).count(), *separator == '\t')).unwrap_or('\t')
}

/// RFC 4180, with any separator. Returns each record with the number of its first line.
fn cells(text: &str, separator: char) -> Vec<(u32, Vec<String>)> {
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let (mut line, mut first_line) = (1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                records.push((first_line, std::mem::take(&mut record)));
                line += 1;
                first_line = line;
            }
            '\r' if !quoted => {}
            c if c == separator && !quoted => record.push(std::mem::take(&mut cell)),
            c => {
                if c == '\n' {
                    line += 1;
                }
                cell.push(c);
            }
        }
    }
    if !cell.is_empty() || !record.is_empty() {
        record.push(cell);
        records.push((first_line, record));
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use janet_model::NewId;
    use proptest::prelude::*;

    #[test]
    fn a_sheet_as_offices_have_it() {
        let text = "Kode\tNama Pelanggan\tNo. HP\tAlamat\tRT/RW\tKelurahan\tKecamatan\tLokasi\n\
                    A-1\tBudi Santoso\t81211004512\tJl. Mawar 3\t03/12\tAren Jaya\tBekasi Timur\t-6.2349, 106.9945\n\
                    \tSiti\t0812abc\tJl. Melati\t\t\t\t\n\
                    \n\
                    \t\t0812110045\t\t\t\t\t\n\
                    \t\"CV Maju\tJaya\"\t021-88004561\t\"Jl. Raya \"\"Tambun\"\"\n88\"\t\t\t\thttps://maps.app.goo.gl/x\n";
        let sheet = read_sheet(text, BranchId::new_id());
        assert_eq!(sheet.columns[4].as_deref(), Some("rt_rw"));
        let budi = sheet.rows[0].input.as_ref().unwrap();
        assert_eq!(budi.code.as_deref(), Some("A-1"));
        assert_eq!(budi.values.phone.as_deref(), Some("+6281211004512"));
        assert_eq!((budi.values.address.rt.as_str(), budi.values.address.rw.as_str()), ("03", "12"));
        assert!(budi.values.pin.is_some());
        let problems: Vec<_> = sheet.rows[1..].iter().map(|row| (row.line, row.field.as_deref().unwrap())).collect();
        assert_eq!(problems, [(3, "phone"), (5, "name"), (6, "pin")]);
    }

    #[test]
    fn a_sheet_without_names_says_so() {
        assert!(read_sheet("a;b\n1;2\n", BranchId::new_id()).no_name_column);
        assert!(read_sheet("", BranchId::new_id()).no_name_column);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(nama[\t;,]hp\n)?.{0,300}") {
            let _ = read_sheet(&text, BranchId::new_id());
        }
    }
}
