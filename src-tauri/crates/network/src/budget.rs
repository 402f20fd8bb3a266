//! How much of a device this program may use.

use janet_db::{Command, Cx, Failure};
use janet_model::NodeId;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Error, Vendor, node_write::lock};

/// Sessions at once are limited by the device: beyond that even people are locked out.
const MOST_SESSIONS: u8 = 16;
/// Light changes slowly; a quarter of an hour finds a bend in time, a week is no watch any more.
const OPTICS_MINUTES: std::ops::RangeInclusive<u32> = 15..=7 * 24 * 60;

/// What a device is given; what is empty in the row is the default of its make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Budget {
    /// Sessions at the same time.
    pub sessions: u8,
    /// Minutes between two readings of its ONUs' light.
    pub optics_minutes: u32,
}

impl Budget {
    /// Of old OLTs people say that the third or fourth session is refused; one is always left to them.
    pub fn of(vendor: Vendor) -> Budget {
        match vendor {
            Vendor::Mikrotik => Budget { sessions: 4, optics_minutes: 60 },
            Vendor::Zte | Vendor::Huawei => Budget { sessions: 2, optics_minutes: 60 },
            // Small boxes, whose command line serves one at a time well.
            Vendor::Vsol | Vendor::Hioso | Vendor::Hsgq | Vendor::Cdata | Vendor::Global | Vendor::Zymlink => {
                Budget { sessions: 1, optics_minutes: 30 }
            }
            Vendor::Mock => Budget { sessions: 2, optics_minutes: 60 },
        }
    }

    /// The least minutes between two readings of light.
    pub fn least_optics_minutes(vendor: Vendor) -> u32 {
        if vendor == Vendor::Zte { 60 } else { *OPTICS_MINUTES.start() }
    }

    /// What stands in the row over the default.
    pub fn with(vendor: Vendor, sessions: Option<i16>, optics_minutes: Option<i32>) -> Budget {
        let usual = Budget::of(vendor);
        // The CHECKs of the table hold both in their ranges.
        Budget {
            sessions: sessions.map_or(usual.sessions, |sessions| sessions as u8),
            optics_minutes: optics_minutes.map_or(usual.optics_minutes, |minutes| minutes as u32),
        }
    }
}

/// Sets what a device is given; empty = the default of its make.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct SetNodeBudget {
    pub id: NodeId,
    pub version: i32,
    pub sessions: Option<u8>,
    pub optics_minutes: Option<u32>,
}

impl Command for SetNodeBudget {
    const KIND: &'static str = "network.node.set_budget";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let found = lock(cx, self.id).await?;
        if found.version != self.version {
            return Err(Error::Stale.into());
        }
        if self.sessions.is_some_and(|sessions| !(1..=MOST_SESSIONS).contains(&sessions)) {
            return Err(Error::Invalid { field: "sessions" }.into());
        }
        let vendor =
            sqlx::query_scalar!("select vendor from public.isp_service_nodes where id = $1", self.id.0).fetch_one(&mut *cx.tx).await?;
        let least = Budget::least_optics_minutes(Vendor::parse(&vendor));
        if self.optics_minutes.is_some_and(|minutes| !(least..=*OPTICS_MINUTES.end()).contains(&minutes)) {
            return Err(Error::Invalid { field: "optics_minutes" }.into());
        }
        sqlx::query!(
            "update public.isp_service_nodes set sessions = $2, optics_minutes = $3, version = version + 1, updated_at = $4 where id = $1",
            self.id.0,
            self.sessions.map(i16::from),
            self.optics_minutes.map(|minutes| minutes as i32),
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        Ok(())
    }
}
