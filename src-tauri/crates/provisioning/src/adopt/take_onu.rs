//! An ONU that stands on an OLT becomes the ONU of a service, with the place and id that it has there.

use janet_customers::{LineState, NewOnu};
use janet_db::{Cx, Failure};
use janet_model::{CustomerId, DeviceId, Refusal, ServiceId};
use janet_network::PonPlace;

use super::take::Find;
use crate::Error;

/// The service that it hangs on now.
pub(super) async fn take(cx: &mut Cx<'_>, find: &Find, customer: CustomerId, device: DeviceId) -> Result<ServiceId, Failure> {
    let service = service(cx, find, customer).await?;
    // An EPON ONU has no serial that the books could keep.
    let serial = find.serial.as_deref().map(crate::input::serial).transpose()?.ok_or(Error::Invalid { field: "serial" })?;
    let (frame, slot, port, onu_id) = find.place.ok_or(Error::Invalid { field: "pon" })?;
    let vlan = match find.vlan {
        Some(vlan) => Some(vlan),
        None => sqlx::query_scalar!("select vlan from public.olts where id = $1", find.node.0).fetch_one(&mut *cx.tx).await?,
    };
    // Held in their ranges by the tables' CHECKs, and a port tells them as octets.
    let new = NewOnu {
        id: device,
        service,
        branch: find.branch,
        serial,
        model: None,
        olt: find.node,
        pon: PonPlace { frame: frame as u8, slot: slot as u8, port: port as u8 },
        vlan: vlan.ok_or_else(|| Refusal::required("vlan"))? as u16,
    };
    janet_customers::adopt_onu(cx.tx, &new, onu_id as u8, cx.at).await.map_err(Error::from)?;
    // What stands there is what is wanted, so it is complete by definition; the next reading compares it with the plan.
    sqlx::query!(
        "insert into public.isp_onu_observations (device_id, branch_id, observed_at, verdict, state, saved) values ($1, $2, $3, 'complete', $4, true)",
        device.0,
        find.branch.0,
        cx.at,
        find.line
    )
    .execute(&mut *cx.tx)
    .await?;
    janet_customers::set_line(cx.tx, customer, LineState::parse(&find.line)).await.map_err(Error::from)?;
    Ok(service)
}

/// The customer's service without an ONU; among several, the one whose user name is the ONU's description.
async fn service(cx: &mut Cx<'_>, find: &Find, customer: CustomerId) -> Result<ServiceId, Failure> {
    let rows = sqlx::query!(
        "select s.id, s.username from public.isp_services s where s.customer_id = $1 and s.branch_id = $2 and s.state <> 'ended'
           and not exists (select from public.isp_customer_devices d where d.service_id = s.id and d.desired = 'registered')
         order by s.created_at, s.id for update of s",
        customer.0,
        find.branch.0
    )
    .fetch_all(&mut *cx.tx)
    .await?;
    match rows.as_slice() {
        [] => Err(Refusal::required("service_id").into()),
        [one] => Ok(ServiceId(one.id)),
        several => several
            .iter()
            .find(|row| row.username.eq_ignore_ascii_case(find.comment.trim()))
            .map(|row| ServiceId(row.id))
            .ok_or_else(|| Refusal::invalid("service_id").into()),
    }
}
