//! What stands where: routers and OLTs, cabinets (ODC), street boxes (ODP) and zones.

mod budget;
mod error;
mod fields;
mod geo;
mod node;
mod node_list;
mod node_write;
mod odc;
mod odp;
mod zone;

pub use budget::{Budget, SetNodeBudget};
pub use error::Error;
pub use geo::{contains, distance_m, distance_to_m};
pub use node::{NodeInput, NodeKind, Reach, Transport, Vendor};
pub use node_list::{Node, NodeRow, WeakLinks, node, nodes, weak_links};
pub use node_write::{ChangeNode, CreateNode, ForgetCertificate, ForgetHostKey, ManageNode, ObserveNode, SetNodeSecret};
pub use odc::{ChangeOdc, CreateOdc, OdcInput, OdcRow, odcs};
pub use odp::{ChangeOdp, CreateOdp, OdpInput, PonPlace};
pub use zone::{ChangeZone, CreateZone, ZoneInput, ZoneRow, zones};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry
        .with::<CreateNode>()
        .with::<ChangeNode>()
        .with::<ManageNode>()
        .with::<SetNodeSecret>()
        .with::<ForgetHostKey>()
        .with::<ObserveNode>()
        .with::<SetNodeBudget>()
        .with::<ForgetCertificate>()
        .with::<CreateOdc>()
        .with::<ChangeOdc>()
        .with::<CreateOdp>()
        .with::<ChangeOdp>()
        .with::<CreateZone>()
        .with::<ChangeZone>()
}
