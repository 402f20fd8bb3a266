//! A ready text for the customer, as a link that opens WhatsApp with it. Nothing is sent by itself.

use janet_billing::{Invoice, day_text, invoice, money_text};
use janet_model::{CustomerId, InvoiceId, Money, Phone, TransactionId};
use janet_workspace::Language;
use sqlx::PgPool;

use crate::{Error, Receipt, receipt};

/// The link that tells the payer of this receipt, at the number the customer has now. `None`: there is no number.
pub async fn receipt_link(pool: &PgPool, id: TransactionId) -> Result<Option<String>, Error> {
    let receipt = receipt(pool, id).await?;
    let phone = phone(pool, receipt.customer_id).await?;
    Ok(phone.map(|phone| whatsapp_link(&phone, &receipt_message(&receipt))))
}

/// The link that tells the payer of this invoice, at the number the customer has now. `None`: there is no number.
pub async fn invoice_link(pool: &PgPool, id: InvoiceId) -> Result<Option<String>, Error> {
    let invoice = invoice(pool, id).await?;
    let phone = phone(pool, invoice.customer_id).await?;
    Ok(phone.map(|phone| whatsapp_link(&phone, &invoice_message(&invoice))))
}

async fn phone(pool: &PgPool, customer: CustomerId) -> Result<Option<Phone>, Error> {
    let text = sqlx::query_scalar!("select phone from public.isp_customers where id = $1", customer.0)
        .fetch_optional(pool)
        .await?
        .ok_or(Error::NotFound)?;
    // Commands store what they have parsed.
    Ok(text.and_then(|text| Phone::parse(&text).ok()))
}

/// `https://wa.me/<digits>?text=<text>`: opens a chat with the number and the text typed in.
pub fn whatsapp_link(phone: &Phone, text: &str) -> String {
    let number: String = String::from(phone.clone()).chars().filter(char::is_ascii_digit).collect();
    format!("https://wa.me/{number}?text={}", encoded(text))
}

pub fn receipt_message(receipt: &Receipt) -> String {
    let amount = rupiah(receipt.amount, receipt.language);
    let date = day_text(receipt.business_date, receipt.language);
    let numbers = receipt.allocated.iter().map(|allocation| allocation.number.as_str()).collect::<Vec<_>>().join(", ");
    let (name, company, number) = (&receipt.payer.name, &receipt.seller.name, &receipt.receipt_number);
    match receipt.language {
        Language::Id => {
            let invoices = if numbers.is_empty() { String::new() } else { format!(" untuk tagihan {numbers}") };
            let credit = match receipt.credit {
                Money::ZERO => String::new(),
                credit => format!(" Saldo kredit: {}.", rupiah(credit, Language::Id)),
            };
            format!(
                "Yth. {name}, pembayaran {amount}{invoices} sudah kami terima pada {date}. Nomor kuitansi: {number}.{credit} Terima kasih. {company}"
            )
        }
        Language::En => {
            let invoices = if numbers.is_empty() { String::new() } else { format!(" for invoice {numbers}") };
            let credit = match receipt.credit {
                Money::ZERO => String::new(),
                credit => format!(" Credit: {}.", rupiah(credit, Language::En)),
            };
            format!(
                "Dear {name}, we received your payment of {amount}{invoices} on {date}. Receipt number: {number}.{credit} Thank you. {company}"
            )
        }
    }
}

pub fn invoice_message(invoice: &Invoice) -> String {
    let open = rupiah(invoice.open, invoice.language);
    let due = day_text(invoice.due_on, invoice.language);
    let (name, company, number) = (&invoice.buyer.name, &invoice.seller.name, &invoice.number);
    match (invoice.language, invoice.open > Money::ZERO) {
        (Language::Id, true) => {
            format!(
                "Yth. {name}, tagihan {number} sebesar {open} jatuh tempo pada {due}. Mohon dibayar sebelum tanggal tersebut. Terima kasih. {company}"
            )
        }
        (Language::Id, false) => format!("Yth. {name}, tagihan {number} sudah lunas. Terima kasih. {company}"),
        (Language::En, true) => {
            format!("Dear {name}, invoice {number} over {open} is due on {due}. Please pay by that day. Thank you. {company}")
        }
        (Language::En, false) => format!("Dear {name}, invoice {number} is paid. Thank you. {company}"),
    }
}

fn rupiah(amount: Money, language: Language) -> String {
    format!("Rp {}", money_text(amount, language))
}

/// Percent-encoding of a query value (RFC 3986 §2.3: everything but the unreserved characters).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use janet_billing::Party;
    use janet_model::{CustomerId, InvoiceId, NewId, TransactionId};

    use super::*;
    use crate::ReceiptAllocation;

    fn party(name: &str) -> Party {
        Party { name: name.into(), code: String::new(), address: String::new(), phone: None, npwp: None }
    }

    fn receipt(language: Language, credit: i64) -> Receipt {
        Receipt {
            id: TransactionId::new_id(),
            receipt_number: "KWT-000007".into(),
            customer_id: CustomerId::new_id(),
            received_at: "2026-11-22T03:00:00Z".parse().unwrap(),
            business_date: "2026-11-22".parse().unwrap(),
            received_by: "Rina".into(),
            language,
            seller: party("PT Jaringan Contoh"),
            payer: party("Siti & Anak"),
            amount: Money::from_minor(200_000),
            tendered: None,
            note: String::new(),
            allocated: vec![ReceiptAllocation {
                invoice_id: InvoiceId::new_id(),
                number: "INV-000003".into(),
                amount: Money::from_minor(200_000 - credit),
            }],
            credit: Money::from_minor(credit),
        }
    }

    #[test]
    fn a_link_carries_digits_and_an_encoded_text() {
        let phone = Phone::parse("0812-1100-4512").unwrap();
        assert_eq!(whatsapp_link(&phone, "Siti & Anak: 50 %?\n"), "https://wa.me/6281211004512?text=Siti%20%26%20Anak%3A%2050%20%25%3F%0A");
    }

    #[test]
    fn receipts_in_both_languages() {
        assert_eq!(
            receipt_message(&receipt(Language::Id, 33_500)),
            "Yth. Siti & Anak, pembayaran Rp 200.000 untuk tagihan INV-000003 sudah kami terima pada 22 Nov 2026. Nomor kuitansi: KWT-000007. Saldo kredit: Rp 33.500. Terima kasih. PT Jaringan Contoh"
        );
        assert_eq!(
            receipt_message(&receipt(Language::En, 0)),
            "Dear Siti & Anak, we received your payment of Rp 200,000 for invoice INV-000003 on 22 Nov 2026. Receipt number: KWT-000007. Thank you. PT Jaringan Contoh"
        );
    }
}
