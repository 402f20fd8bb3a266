//! Three hundred invented customers with two months of bills: most paid, some overdue, some suspended.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use janet_aaa::place_hold;
use janet_customers::{CustomerInput, CustomerKind, HoldReason};
use janet_model::{Address, BranchId, CustomerId, DeviceId, HoldId, Money, NewId, ServiceId, TransactionId, business_date};
use janet_payments::ReceivePayment;
use janet_provisioning::{Connect, ConnectInput, CustomerChoice, OnuChoice, ServiceInput};
use sqlx::{PgConnection, PgPool};

use super::{
    SampleError,
    network::{Network, PORTS, near},
    run,
};

const CUSTOMERS: u32 = 300;
const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jakarta;

const GIVEN: [&str; 20] = [
    "Budi", "Siti", "Agus", "Dewi", "Hendra", "Nur", "Rudi", "Ani", "Joko", "Lestari", "Bambang", "Ratna", "Eko", "Wulan", "Dedi", "Fitri",
    "Slamet", "Indah", "Yanto", "Maya",
];
const FAMILY: [&str; 15] = [
    "Santoso",
    "Rahmawati",
    "Prasetyo",
    "Lestari",
    "Wijaya",
    "Hidayat",
    "Saputra",
    "Kurniawan",
    "Permata",
    "Nugroho",
    "Utami",
    "Setiawan",
    "Handayani",
    "Firmansyah",
    "Maulana",
];
const STREETS: [&str; 6] = ["Jl. Mawar", "Jl. Melati", "Jl. Kenanga", "Gang Haji Saman", "Jl. Anggrek", "Jl. Cempaka"];

pub async fn connect(pool: &PgPool, branch: BranchId, network: &Network, at: DateTime<Utc>) -> Result<(), SampleError> {
    for number in 0..CUSTOMERS {
        let mut tx = pool.begin().await?;
        let one = person(branch, network, number);
        // Between eighty and twenty days ago, so that most have two months.
        let joined = at - Duration::days(80 - i64::from(number % 60)) - Duration::minutes(i64::from(number) * 7);
        let customer = up(&mut tx, one, number, joined).await?;
        bills(&mut tx, customer, number, joined, at).await?;
        tx.commit().await?;
    }
    Ok(())
}

struct Line {
    customer: CustomerId,
    service: ServiceId,
}

/// Connected, registered and active at `joined`; what a job would do to the OLT stands there from the start.
async fn up(tx: &mut PgConnection, input: ConnectInput, number: u32, joined: DateTime<Utc>) -> Result<Line, SampleError> {
    let device = input.device_id;
    let connected = run(tx, joined, Connect(input)).await?;
    sqlx::query!("delete from public.isp_jobs where kind = 'onu.register' and subject = $1", device.to_string()).execute(&mut *tx).await?;
    // Ids on a PON port count up in the order of registration.
    sqlx::query!(
        "update public.isp_customer_devices d set onu_id = 1 + (select count(*) from public.isp_customer_devices o
             where o.olt_id = d.olt_id and (o.pon_frame, o.pon_slot, o.pon_port) = (d.pon_frame, d.pon_slot, d.pon_port) and o.id <> d.id)
         where d.id = $1",
        device.0
    )
    .execute(&mut *tx)
    .await?;
    let (state, olt_rx) = match number % 50 {
        17 => ("los", None),
        33 => ("power", None),
        _ => ("online", Some(-1900 - (number as i32 % 60) * 12)),
    };
    sqlx::query!(
        "insert into public.isp_onu_observations (device_id, branch_id, observed_at, verdict, state, olt_rx_cdbm, onu_rx_cdbm, onu_tx_cdbm, distance_m, saved)
         select d.id, d.branch_id, $2, 'complete', $3, $4, $4 + 180, 230, $5, true from public.isp_customer_devices d where d.id = $1",
        device.0,
        joined,
        state,
        olt_rx,
        600 + (number as i32 % 40) * 45
    )
    .execute(&mut *tx)
    .await?;
    let line = match state {
        "los" => janet_customers::LineState::Los,
        "power" => janet_customers::LineState::Power,
        _ => janet_customers::LineState::Online,
    };
    janet_customers::activate(tx, connected.service_id, joined).await.map_err(janet_db::Failure::from)?;
    janet_customers::set_line(tx, connected.customer_id, line).await.map_err(janet_db::Failure::from)?;
    Ok(Line { customer: connected.customer_id, service: connected.service_id })
}

async fn bills(tx: &mut PgConnection, line: Line, number: u32, joined: DateTime<Utc>, at: DateTime<Utc>) -> Result<(), SampleError> {
    let day = business_date(joined, ZONE);
    janet_billing::charge_activation(tx, line.service, day, "janet_agent", joined, None).await.map_err(janet_db::Failure::from)?;
    // Nine in ten pay what they were billed at the start; who must pay first all did.
    let late = number % 10 == 7;
    pay(tx, line.customer, joined + Duration::hours(3), late && number.is_multiple_of(2)).await?;
    let today = business_date(at, ZONE);
    let mut start = next_month(day);
    while start <= today {
        let issued = start.and_hms_opt(1, 0, 0).map_or(at, |time| time.and_utc());
        janet_billing::charge_period(tx, line.service, start, "janet_agent", issued, None).await.map_err(janet_db::Failure::from)?;
        if !late {
            // Some pay on the day itself, so that the day's till is not empty.
            let when = if number % 40 == 5 && next_month(start) > today {
                at - Duration::minutes(i64::from(number))
            } else {
                issued + Duration::days(4)
            };
            pay(tx, line.customer, when.min(at), false).await?;
        }
        start = next_month(start);
    }
    if late && number % 20 == 7 {
        let since = at - Duration::days(2);
        place_hold(tx, HoldId::new_id(), line.service, HoldReason::Unpaid, "janet_agent", since).await.map_err(janet_db::Failure::from)?;
        // Its session begins in the walled garden, so there is none to end.
        sqlx::query!("delete from public.isp_jobs where kind = 'session.disconnect' and subject = $1", line.service.to_string())
            .execute(&mut *tx)
            .await?;
    }
    sqlx::query!(
        "delete from public.isp_jobs where kind = 'session.disconnect' and subject = $1 and state = 'waiting'",
        line.service.to_string()
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

/// Pays what is owed at that moment, in cash.
async fn pay(tx: &mut PgConnection, customer: CustomerId, at: DateTime<Utc>, skip: bool) -> Result<(), SampleError> {
    let owed =
        sqlx::query_scalar!("select balance from public.customer_overview where customer_id = $1", customer.0).fetch_one(&mut *tx).await?;
    if skip || owed <= 0 {
        return Ok(());
    }
    let payment = ReceivePayment {
        id: TransactionId::new_id(),
        customer_id: customer,
        amount: Money::from_minor(owed),
        tendered: None,
        note: String::new(),
        invoice_id: None,
    };
    run(tx, at, payment).await?;
    Ok(())
}

fn person(branch: BranchId, network: &Network, number: u32) -> ConnectInput {
    let at = number as usize;
    let odp = &network.boxes[at % network.boxes.len()];
    let port = (at / network.boxes.len()) as u8 % PORTS + 1;
    let name = format!("{} {}", GIVEN[at % GIVEN.len()], FAMILY[(at / GIVEN.len() + at) % FAMILY.len()]);
    let username = format!("{}.{:03}", name.to_lowercase().replace(' ', "."), number + 1);
    let vendor = if odp.zte { "ZTEG" } else { "HWTC" };
    let (north, east) = (f64::from(number % 13) * 0.00012 - 0.0008, f64::from(number % 7) * 0.0002 - 0.0006);
    ConnectInput {
        customer: CustomerChoice::New {
            id: CustomerId::new_id(),
            values: Box::new(CustomerInput {
                branch_id: branch,
                kind: CustomerKind::Person,
                name,
                phone: Some(format!("+62812{:08}", 10_000_000 + number * 7_919)),
                email: None,
                nik: None,
                address: Address {
                    street: format!("{} {}/{}", STREETS[at % STREETS.len()], number % 9 + 1, number % 40 + 1),
                    rt: format!("{:03}", number % 12 + 1),
                    rw: format!("{:03}", number % 6 + 1),
                    village: "Aren Jaya".into(),
                    district: "Bekasi Timur".into(),
                    city: "Bekasi".into(),
                    postal_code: "17111".into(),
                    landmark: String::new(),
                },
                pin: Some(near(odp.pin, north, east)),
                note: String::new(),
            }),
        },
        service_id: ServiceId::new_id(),
        device_id: DeviceId::new_id(),
        hold_id: HoldId::new_id(),
        service: ServiceInput {
            plan_id: network.plans[(at / 3 + at) % network.plans.len()],
            router_id: Some(network.router),
            odp_id: Some(odp.id),
            odp_port: Some(port),
            username,
            password: None,
            billing_day: 1,
            onu: Some(OnuChoice {
                olt_id: odp.olt,
                pon: odp.pon,
                serial: format!("{vendor}{:08X}", 0xD0A1_0000_u32 + number),
                model: Some("F670L".into()),
            }),
        },
    }
}

fn next_month(day: NaiveDate) -> NaiveDate {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    // The first of a month of the calendar exists.
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(day)
}
