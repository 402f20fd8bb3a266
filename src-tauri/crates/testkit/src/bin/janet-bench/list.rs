//! The customer list at 100,000 rows, as administrator and as a branch's operator, beside what web systems do: the page
//! by OFFSET over the whole row with COUNT(*), and ILIKE '%…%' for the search.

use std::time::{Duration, Instant};

use janet_customers::{CustomerInput, CustomerKind, CustomerStatus, ImportCustomers, ImportRow, ListRequest, SortColumn, list, search};
use janet_model::{Address, BranchId, CustomerId, NewId, Role};
use janet_testkit::World;
use sqlx::{PgPool, Row};

use crate::report::{Figure, cpu_seconds, percentile};

const ROWS: usize = 100_000;
const BRANCHES: usize = 10;
const ROUNDS: usize = 60;
const FIRST: [&str; 20] = [
    "Budi", "Siti", "Agus", "Dewi", "Hendra", "Nur", "Fajar", "Lina", "Rudi", "Yusuf", "Putri", "Ahmad", "Rina", "Joko", "Maya", "Eko",
    "Sri", "Wahyu", "Indah", "Dian",
];
const LAST: [&str; 20] = [
    "Santoso",
    "Rahmawati",
    "Prasetyo",
    "Lestari",
    "Gunawan",
    "Aini",
    "Nugroho",
    "Marlina",
    "Hartono",
    "Maulana",
    "Utami",
    "Fauzi",
    "Susanti",
    "Widodo",
    "Sari",
    "Kurniawan",
    "Wahyuni",
    "Hidayat",
    "Permata",
    "Saputra",
];
const STREETS: [&str; 8] = ["Mawar", "Melati", "Kenanga", "Anggrek", "Dahlia", "Teratai", "Cempaka", "Flamboyan"];

pub async fn run() -> Vec<Figure> {
    let world = World::new().await;
    let mut branches = vec![world.branch];
    for n in 1..BRANCHES {
        branches.push(world.branch(&format!("CB{n}")).await);
    }
    let mut figures = vec![import(&world, &branches).await];
    sqlx::raw_sql("update public.customer_overview set status = (array['active','active','active','active','suspended','prospect','ended'])[1 + (hashtext(code) & 2147483647) % 7]").execute(&world.agent).await.unwrap();
    let mut setup = sqlx::ConnectOptions::connect(&world.setup_options()).await.unwrap();
    sqlx::raw_sql("vacuum analyze").execute(&mut setup).await.unwrap();
    let version: String = sqlx::query("select version()").fetch_one(&world.agent).await.unwrap().get(0);
    let version = version.split(" on ").next().unwrap_or_default().to_owned();

    let rina = world.operator(&[Role::Support], Some(branches[3])).await;
    for (who, pool, own) in [("admin", world.admin.pool(), None), ("branch", rina.pool(), Some(branches[3]))] {
        let note = format!("{ROWS} rows, {BRANCHES} branches, {version}, {:.1} CPU s so far", cpu_seconds());
        figures.push(window(&format!("open the list, {who}"), &note, pool, own, None, "", 200.0).await);
        figures.push(window(&format!("filter by status, {who}"), &note, pool, own, Some(CustomerStatus::Suspended), "", 100.0).await);
        figures.push(window(&format!("filter by text, {who}"), &note, pool, own, None, "rina sa", 100.0).await);
        figures.push(find(&format!("global search p95, {who}"), &note, pool).await);
    }
    figures
}

/// The bar is 50,000 customers in 60 s; the file is made in memory, every row is validated.
async fn import(world: &World, branches: &[BranchId]) -> Figure {
    let started = Instant::now();
    let mut at = 0;
    while at < ROWS {
        let rows: Vec<ImportRow> =
            (at..at + 1000).map(|n| ImportRow { code: None, values: person(n, branches[n % branches.len()]) }).collect();
        world.apply(&ImportCustomers { ids: rows.iter().map(|_| CustomerId::new_id()).collect(), rows }).await.unwrap();
        at += 1000;
    }
    let ours = started.elapsed() / 2;
    // A user would copy the rows into a table and get no validation, audit, feed or search.
    let mut setup = sqlx::ConnectOptions::connect(&world.setup_options()).await.unwrap();
    sqlx::raw_sql("create table bare (like public.isp_customers including all)").execute(&mut setup).await.unwrap();
    let started = Instant::now();
    sqlx::raw_sql("insert into bare select * from public.isp_customers limit 50000").execute(&mut setup).await.unwrap();
    let peer = started.elapsed();
    sqlx::raw_sql("drop table bare").execute(&mut setup).await.unwrap();
    Figure::time(
        "import 50,000 customers",
        format!("half of {ROWS} rows, in commands of 1,000"),
        ours,
        peer,
        "bare INSERT … SELECT",
        60_000.0,
    )
}

fn person(n: usize, branch: BranchId) -> CustomerInput {
    let scattered = n.wrapping_mul(2_654_435_761) >> 7;
    CustomerInput {
        branch_id: branch,
        kind: CustomerKind::Person,
        name: format!("{} {} {}", FIRST[scattered % 20], LAST[(scattered / 20) % 20], (b'A' + (n % 26) as u8) as char),
        phone: Some(format!("08{:010}", 1_100_000_000 + n)),
        email: None,
        nik: None,
        address: Address {
            street: format!("Jl. {} {}", STREETS[scattered % 8], n % 300),
            rt: format!("{:02}", n % 12),
            rw: format!("{:02}", n % 9),
            village: "Aren Jaya".into(),
            district: ["Bekasi Timur", "Tambun", "Cibitung"][n % 3].into(),
            city: "Bekasi".into(),
            postal_code: "17111".into(),
            landmark: String::new(),
        },
        pin: None,
        note: String::new(),
    }
}

async fn window(
    name: &str,
    note: &str,
    pool: &PgPool,
    own: Option<BranchId>,
    status: Option<CustomerStatus>,
    text: &str,
    bar: f64,
) -> Figure {
    let mut ours = Vec::new();
    let mut peer = Vec::new();
    for round in 0..ROUNDS {
        // From the first window to deep inside, as a scroll bar is dragged.
        let offset = if text.is_empty() { u32::try_from(round * 37 % 45 * 200).unwrap() } else { 0 };
        let offset = if own.is_some() { offset % 1_000 } else { offset };
        let request = ListRequest {
            status,
            line: janet_customers::LineFilter::Any,
            owing: false,
            branch_id: None,
            text: text.into(),
            sort: SortColumn::Name,
            descending: false,
            offset,
            limit: 200,
        };
        let started = Instant::now();
        let page = list(pool, &request, own).await.unwrap();
        ours.push(started.elapsed());
        assert!(!page.rows.is_empty());
        if round % 6 == 0 {
            peer.push(offset_page(pool, status.is_some(), text, offset).await);
        }
    }
    Figure::time(&format!("{name}, p95"), note.into(), percentile(&mut ours, 95), percentile(&mut peer, 95), "OFFSET page + COUNT", bar)
}

async fn offset_page(pool: &PgPool, status: bool, text: &str, offset: u32) -> Duration {
    let like = format!("%{text}%");
    let started = Instant::now();
    for sql in [
        "select count(*)::text from public.isp_customers c join public.customer_overview o on o.customer_id = c.id where ($1 = '%%' or c.name ilike $1 or c.street ilike $1 or c.phone ilike $1) and (not $2 or o.status = 'suspended') and $3 >= 0",
        "select c.id::text, to_jsonb(c) from public.isp_customers c join public.customer_overview o on o.customer_id = c.id where ($1 = '%%' or c.name ilike $1 or c.street ilike $1 or c.phone ilike $1) and (not $2 or o.status = 'suspended') order by c.name offset $3 limit 200",
    ] {
        sqlx::query(sql).bind(&like).bind(status).bind(i64::from(offset)).fetch_all(pool).await.unwrap();
    }
    started.elapsed()
}

async fn find(name: &str, note: &str, pool: &PgPool) -> Figure {
    let mut ours = Vec::new();
    let mut peer = Vec::new();
    for round in 0..ROUNDS * 4 {
        let text = match round % 5 {
            0 => format!("{} {}", LAST[round % 20].to_lowercase(), FIRST[round % 17].to_lowercase()),
            1 => format!("JNT-{:06}", round * 391 % ROWS),
            2 => format!("0811000{:05}", round * 391 % ROWS),
            3 => format!("{} {}", STREETS[round % 8].to_lowercase(), round % 300),
            _ => FIRST[round % 20][..3].to_lowercase(),
        };
        let started = Instant::now();
        search(pool, &text, 12).await.unwrap();
        ours.push(started.elapsed());
        if round % 12 == 0 {
            let like = format!("%{text}%");
            let started = Instant::now();
            sqlx::query("select id, code, name from public.isp_customers where name ilike $1 or code ilike $1 or phone ilike $1 or street ilike $1 order by name limit 12").bind(&like).fetch_all(pool).await.unwrap();
            peer.push(started.elapsed());
        }
    }
    Figure::time(name, note.into(), percentile(&mut ours, 95), percentile(&mut peer, 95), "ILIKE '%…%'", 50.0)
}
