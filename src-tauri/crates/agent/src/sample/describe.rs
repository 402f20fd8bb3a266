//! The devices as `janet-lab site` wants them: what the database says should stand there, stands there.

use std::net::SocketAddr;

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{DEVICE_PASSWORD, RADIUS_SECRET, SampleError};

/// Where the sample's FreeRADIUS listens.
#[derive(Debug, Clone, Copy)]
pub struct SampleRadius {
    pub authentication: SocketAddr,
    pub accounting: SocketAddr,
}

/// Customers whose equipment dials in: enough to see a busy list, few enough for a laptop.
const DIALLING: i64 = 120;

pub async fn describe(pool: &PgPool, radius: Option<SampleRadius>) -> Result<Value, SampleError> {
    let nodes =
        sqlx::query!("select id, kind, code, port, coa_port, vendor from public.isp_service_nodes order by code").fetch_all(pool).await?;
    let devices = sqlx::query!(
        r#"select d.olt_id, d.serial, d.pon_frame, d.pon_slot, d.pon_port, d.onu_id as "onu_id!", d.vlan, c.code, v.state, v.olt_rx_cdbm, v.distance_m
           from public.isp_customer_devices d
           join public.isp_services s on s.id = d.service_id
           join public.isp_customers c on c.id = s.customer_id
           left join public.isp_onu_observations v on v.device_id = d.id
           where d.desired = 'registered' and d.onu_id is not null order by d.serial"#
    )
    .fetch_all(pool)
    .await?;
    let customers = sqlx::query!(
        "select s.username, r.value as password, d.serial from public.isp_services s
         join radius.radcheck r on r.username = s.username and r.attribute = 'Cleartext-Password'
         join public.isp_customer_devices d on d.service_id = s.id
         where s.state = 'active' order by s.username limit $1",
        DIALLING
    )
    .fetch_all(pool)
    .await?;
    let mut first_router = true;
    let mut routers = Vec::new();
    let mut olts = Vec::new();
    for node in &nodes {
        if node.kind == "router" {
            let dialled: Vec<Value> = if first_router && radius.is_some() {
                customers
                    .iter()
                    .enumerate()
                    .map(|(number, one)| {
                        json!({ "user": one.username, "password": one.password, "caller_id": format!("02:00:00:00:{:02X}:{:02X}", number / 256, number % 256), "onu": one.serial })
                    })
                    .collect()
            } else {
                Vec::new()
            };
            routers.push(json!({
                "code": node.code, "port": node.port, "coa_port": node.coa_port, "user": "janet", "password": DEVICE_PASSWORD,
                "radius": radius.filter(|_| first_router).map(|radius| json!({ "authentication": radius.authentication, "accounting": radius.accounting, "secret": RADIUS_SECRET })),
                "pools": { "pool-home": "10.20.0.2-10.20.255.254", "pool-isolir": "10.66.0.2-10.66.255.254" },
                "customers": dialled,
            }));
            first_router = false;
            continue;
        }
        let zte = node.vendor == "zte";
        let mine: Vec<_> = devices.iter().filter(|device| device.olt_id == node.id).collect();
        let mut onus: Vec<Value> = mine
            .iter()
            .map(|d| {
                let light = match d.state.as_deref() {
                    Some("los") => "cut",
                    Some("power") => "power_off",
                    _ => "on",
                };
                json!({ "frame": d.pon_frame, "slot": d.pon_slot, "port": d.pon_port, "serial": d.serial, "model": "F670L",
                        "olt_rx": f64::from(d.olt_rx_cdbm.unwrap_or(-2150)) / 100.0, "onu_rx": f64::from(d.olt_rx_cdbm.unwrap_or(-2150) + 180) / 100.0,
                        "distance_m": d.distance_m.unwrap_or(900), "light": light })
            })
            .collect();
        // What is plugged in and belongs to nobody yet: something to connect.
        let vendor = if zte { "ZTEG" } else { "HWTC" };
        for number in 0..4u8 {
            onus.push(json!({ "frame": u8::from(zte), "slot": 1, "port": number + u8::from(zte), "serial": format!("{vendor}C0FFEE{number:02X}"), "model": "F670L" }));
        }
        let registered: Vec<Value> = mine
            .iter()
            .map(|d| {
                let mut one = json!({ "frame": d.pon_frame, "slot": d.pon_slot, "port": d.pon_port, "id": d.onu_id, "serial": d.serial, "code": d.code, "vlan": d.vlan });
                let service = if zte {
                    json!({ "onu_type": "F670L", "tcont": "UP-20M", "traffic": ["UP-20M", "DOWN-20M"] })
                } else {
                    json!({ "line_profile": 60, "service_profile": 1, "gem": 1 })
                };
                if let (Value::Object(one), Value::Object(service)) = (&mut one, service) {
                    one.extend(service);
                }
                one
            })
            .collect();
        olts.push(json!({
            "code": node.code, "model": if zte { "zte-c320" } else { "huawei-ma5800" }, "port": node.port, "user": "admin", "password": DEVICE_PASSWORD,
            "host_key": if zte { 21 } else { 22 }, "sessions": 6, "onus": onus, "registered": registered,
        }));
    }
    Ok(json!({ "routers": routers, "olts": olts }))
}
