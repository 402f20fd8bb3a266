//! A customer's equipment: it dials whenever it has light and no session.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::{DialDescription, Method, SiteOlt};
use crate::nas::{Dial, Nas};

/// How often it looks at its light and its session.
const LOOK: Duration = Duration::from_millis(250);
/// After a session ended, before it dials again.
const REDIAL: Duration = Duration::from_millis(500);
/// After it was refused; twice as long each time, up to the second.
const REFUSED: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(15));

pub(super) struct Line {
    pub(super) nas: Arc<Nas>,
    pub(super) olts: Arc<Vec<SiteOlt>>,
    pub(super) dialling: Arc<Semaphore>,
}

impl Line {
    pub(super) async fn keep(self, dial: DialDescription) {
        let mut refused = REFUSED.0;
        loop {
            while !self.is_lit(&dial) {
                tokio::time::sleep(LOOK).await;
            }
            let up = {
                // Never closed.
                let _turn = self.dialling.acquire().await;
                self.nas.bring_up(Dial::from(&dial)).await
            };
            let pause = match up {
                Ok(session) => {
                    self.hold(&dial, &session.acct_session_id).await;
                    refused = REFUSED.0;
                    REDIAL
                }
                // The refusal is among the router's events.
                Err(_) => {
                    let pause = refused;
                    refused = (refused * 2).min(REFUSED.1);
                    pause
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Until the session ended or the light went out.
    async fn hold(&self, dial: &DialDescription, session: &str) {
        while self.nas.is_up(session) {
            if !self.is_lit(dial) {
                self.nas.lose_carrier(session);
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn is_lit(&self, dial: &DialDescription) -> bool {
        dial.onu.as_ref().is_none_or(|serial| self.olts.iter().any(|olt| olt.olt.is_online(serial)))
    }
}

impl From<&DialDescription> for Dial {
    fn from(described: &DialDescription) -> Dial {
        Dial {
            user_name: described.user.clone(),
            password: described.password.clone(),
            method: match described.method {
                Method::Pap => janet_radius::Method::Pap,
                Method::Chap => janet_radius::Method::Chap,
            },
            caller_id: described.caller_id.clone(),
        }
    }
}
