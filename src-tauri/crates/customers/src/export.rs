//! Customers as an Excel file: typed cells, frozen heading, constant memory. Text is written as text, so a name that
//! looks like a formula stays a name.

use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use rust_xlsxwriter::{Format, Workbook};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ExportReport {
    pub path: PathBuf,
    pub rows: u32,
}

/// Writes every customer that the caller may see. `headings` are the window's words for the twelve columns.
pub async fn export(pool: &PgPool, target: &Path, headings: &[String]) -> Result<ExportReport, Error> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in headings.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, heading, &bold)?;
        sheet.set_column_width(column as u16, if column == 1 || column == 4 { 30 } else { 15 })?;
    }
    let mut rows = sqlx::query!(
        "select code, name, phone, nik, street, rt, rw, village, district, city, landmark, created_at from public.isp_customers order by code"
    )
    .fetch(pool);
    let mut line = 0;
    while let Some(row) = rows.try_next().await? {
        line += 1;
        let texts = [
            Some(&row.code),
            Some(&row.name),
            row.phone.as_ref(),
            row.nik.as_ref(),
            Some(&row.street),
            Some(&row.rt),
            Some(&row.rw),
            Some(&row.village),
            Some(&row.district),
            Some(&row.city),
            Some(&row.landmark),
        ];
        for (column, text) in texts.into_iter().enumerate() {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                sheet.write_string(line, column as u16, text)?;
            }
        }
        sheet.write_datetime_with_format(line, 11, row.created_at.naive_utc(), &date)?;
    }
    drop(rows);
    workbook.save(target)?;
    Ok(ExportReport { path: target.to_path_buf(), rows: line })
}
