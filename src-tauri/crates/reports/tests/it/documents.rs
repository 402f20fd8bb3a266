//! Invoices and receipts: what they say, on paper of the right size, in a small file.

use chrono::Utc;
use janet_billing::{Party, charge_activation};
use janet_model::{Money, NewId, TransactionId};
use janet_payments::ReceivePayment;
use janet_reports::{InvoiceDocument, InvoiceLine, Paper, ReceiptDocument, invoice_document, invoice_pdf, receipt_document, receipt_pdf};
use janet_testkit::{SoldPlan, World};
use janet_workspace::Language;

use crate::text::{by_poppler, read, squeezed};

const LARGEST: usize = 60_000;

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn party(name: &str) -> Party {
    Party {
        name: name.into(),
        code: "JNT-000001".into(),
        address: "Jl. Mawar IV/3, Bekasi Timur".into(),
        phone: Some("+6281211004512".into()),
        npwp: None,
    }
}

fn invoice(language: Language) -> InvoiceDocument {
    InvoiceDocument {
        language,
        number: "INV-000001".into(),
        issued_on: "2026-11-22".parse().unwrap(),
        due_on: "2026-12-20".parse().unwrap(),
        seller: Party { npwp: Some("012345678901000".into()), ..party("PT Jaringan Contoh") },
        buyer: party("Siti Rahmawati"),
        lines: vec![
            InvoiceLine { description: "Biaya pasang".into(), days: None, amount: money(250_000) },
            InvoiceLine { description: "Home 30, 22–30 Nov 2026".into(), days: Some((9, 30, money(120_000))), amount: money(36_000) },
        ],
        ppn: Some((money(286_000), money(31_460), "PPN 11 % (12 % × 11/12)".into())),
        prices_include_ppn: false,
        total: money(317_460),
    }
}

fn receipt(language: Language) -> ReceiptDocument {
    ReceiptDocument {
        language,
        number: "KWT-000001".into(),
        date: "2026-11-22".parse().unwrap(),
        seller: party("PT Jaringan Contoh"),
        payer: party("Siti Rahmawati"),
        amount: money(200_000),
        tendered: Some(money(250_000)),
        settled: vec![("INV-000001".into(), money(166_500))],
        credit: money(33_500),
        note: "titip tetangga".into(),
        received_by: "Rina".into(),
    }
}

/// Both readers find every one of `words`, and the file is small.
fn says(bytes: &[u8], words: &[&str]) {
    assert!(bytes.len() <= LARGEST, "{} bytes", bytes.len());
    let texts = [Some(read(bytes).text), by_poppler(bytes)];
    for text in texts.into_iter().flatten() {
        for word in words {
            assert!(text.contains(&squeezed(word)), "{word:?} is not in {text}");
        }
    }
}

#[test]
fn an_invoice_on_a4() {
    let bytes = invoice_pdf(&invoice(Language::Id), Paper::A4).unwrap();
    says(
        &bytes,
        &[
            "PT Jaringan Contoh",
            "TAGIHAN",
            "NPWP 012345678901000",
            "INV-000001",
            "22 Nov 2026",
            "20 Des 2026",
            "Siti Rahmawati",
            "Home 30, 22–30 Nov 2026",
            "9 dari 30 hari × 120.000",
            "286.000",
            "PPN 11 % (12 % × 11/12)",
            "31.460",
            "Rp 317.460",
            "tiga ratus tujuh belas ribu empat ratus enam puluh rupiah",
        ],
    );
    let page = read(&bytes);
    assert_eq!((page.page, page.pages), ((210, 297), 1));
}

#[test]
fn inv_26_without_pkp_no_ppn_and_no_npwp_on_paper() {
    let mut document = invoice(Language::Id);
    document.ppn = None;
    document.total = money(286_000);
    for paper in [Paper::A4, Paper::Roll58] {
        let bytes = invoice_pdf(&document, paper).unwrap();
        says(&bytes, &["Rp 286.000"]);
        let text = read(&bytes).text;
        for word in ["PPN", "NPWP", "DPP"] {
            assert!(!text.contains(word), "{word} is in {text}");
        }
    }
}

#[test]
fn the_language_is_the_document_s() {
    let bytes = invoice_pdf(&invoice(Language::En), Paper::A4).unwrap();
    says(&bytes, &["INVOICE", "Billed to", "317,460", "three hundred seventeen thousand four hundred sixty rupiah", "20 Dec 2026"]);
    let bytes = receipt_pdf(&receipt(Language::En), Paper::Roll58).unwrap();
    says(&bytes, &["RECEIPT", "Received from", "Rp 200,000", "Change", "50,000", "two hundred thousand rupiah"]);
}

#[test]
fn a_receipt_on_both_papers() {
    for paper in [Paper::A4, Paper::Roll58] {
        let bytes = receipt_pdf(&receipt(Language::Id), paper).unwrap();
        says(
            &bytes,
            &[
                "KUITANSI",
                "KWT-000001",
                "Siti Rahmawati",
                "INV-000001",
                "166.500",
                "Saldo kredit",
                "33.500",
                "Rp 200.000",
                "Kembali",
                "50.000",
                "dua ratus ribu rupiah",
                "titip tetangga",
                "Rina",
            ],
        );
        assert_eq!(read(&bytes).pages, 1);
    }
    assert_eq!(read(&receipt_pdf(&receipt(Language::Id), Paper::A4).unwrap()).page, (210, 297));
}

#[test]
fn a_roll_is_as_long_as_its_content() {
    let short = read(&receipt_pdf(&receipt(Language::Id), Paper::Roll58).unwrap());
    let mut document = receipt(Language::Id);
    document.settled = (1..=40).map(|number| (format!("INV-{number:06}"), money(5_000))).collect();
    let bytes = receipt_pdf(&document, Paper::Roll58).unwrap();
    let long = read(&bytes);
    assert_eq!((short.page.0, long.page.0, short.pages, long.pages), (58, 58, 1, 1));
    assert!((60..160).contains(&short.page.1), "{} mm", short.page.1);
    assert!(long.page.1 > short.page.1 + 100, "{} mm", long.page.1);
    says(&bytes, &["INV-000040"]);
}

#[test]
fn long_and_strange_names_stay_on_the_paper() {
    let mut document = receipt(Language::Id);
    document.payer.name = format!("{} Jānis Ķēniņš 日", "Panjang".repeat(14));
    for paper in [Paper::A4, Paper::Roll58] {
        let bytes = receipt_pdf(&document, paper).unwrap();
        says(&bytes, &[&"Panjang".repeat(14), "Janis Kenins ?", "dua ratus ribu"]);
    }
}

#[tokio::test]
async fn what_was_issued_and_paid_is_what_is_printed() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti Rahmawati").await;
    let plan = world.sold_plan(SoldPlan { price: 120_000, installation: 250_000, ..SoldPlan::default() }).await;
    let service = world.sold_service(customer, plan, 1).await;
    let mut tx = world.agent.begin().await.unwrap();
    let id =
        charge_activation(&mut tx, service, "2026-11-22".parse().unwrap(), "janet_agent", "2026-11-22T03:00:00Z".parse().unwrap(), None)
            .await
            .unwrap()
            .unwrap();
    tx.commit().await.unwrap();
    let document = invoice_document(world.admin.pool(), id).await.unwrap();
    says(
        &invoice_pdf(&document, Paper::A4).unwrap(),
        &["INV-000001", "Siti Rahmawati", "JNT-000001", "Rp 317.460", "NPWP 012345678901000"],
    );

    let input = ReceivePayment {
        id: TransactionId::new_id(),
        customer_id: customer,
        amount: money(400_000),
        tendered: None,
        note: String::new(),
        invoice_id: None,
    };
    world.apply(&input).await.unwrap();
    let given = receipt_document(world.admin.pool(), input.id).await.unwrap();
    let bytes = receipt_pdf(&given, Paper::Roll58).unwrap();
    says(&bytes, &["KWT-000001", "INV-000001", "317.460", "82.540", "Rp 400.000", "Admin Uji"]);
    assert_eq!(given.date, Utc::now().with_timezone(&chrono_tz::Asia::Jakarta).date_naive());
    // Printed again after the money was paid, the invoice is the same sheet.
    assert_eq!(invoice_document(world.admin.pool(), id).await.unwrap(), document);
    if let Some(folder) = std::env::var_os("JANET_KEEP_DOCUMENTS") {
        let folder = std::path::PathBuf::from(folder);
        std::fs::write(folder.join("invoice.pdf"), invoice_pdf(&document, Paper::A4).unwrap()).unwrap();
        std::fs::write(folder.join("receipt.pdf"), bytes).unwrap();
        std::fs::write(folder.join("receipt-a4.pdf"), receipt_pdf(&given, Paper::A4).unwrap()).unwrap();
        std::fs::write(folder.join("invoice-roll.pdf"), invoice_pdf(&document, Paper::Roll58).unwrap()).unwrap();
    }
}
