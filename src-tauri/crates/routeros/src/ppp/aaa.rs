//! `/ppp/aaa`: whether PPP sessions are asked of RADIUS.

use std::time::Duration;

use crate::ask::Ask;
use crate::error::Error;
use crate::menu::Menu;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aaa {
    /// Off by default: then only `/ppp/secret` is looked at.
    pub use_radius: bool,
    pub accounting: bool,
    /// Between two accounting updates of a session; `None` where the router leaves it to the server.
    pub interim_update: Option<Duration>,
}

const AAA: Menu = Menu("/ppp/aaa");

pub async fn aaa(router: &impl Ask) -> Result<Aaa, Error> {
    let row = AAA.single(router, &["use-radius", "accounting", "interim-update"]).await?;
    Ok(Aaa {
        use_radius: AAA.flag(&row, "use-radius")?,
        accounting: AAA.flag(&row, "accounting")?,
        interim_update: row.duration("interim-update").filter(|update| !update.is_zero()),
    })
}
