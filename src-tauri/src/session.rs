//! One signed-in operator: a pool under their own login, and the tasks that keep the window fresh.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use janet_db::{Outcomes, feed};
use janet_model::CommandId;
use janet_workspace::Me;
use sqlx::{PgPool, postgres::PgListener};
use tauri::{AppHandle, async_runtime::JoinHandle};
use tauri_specta::Event;

use crate::events::DataChanged;

/// How often the feed is asked; its question costs an index probe.
const FEED_PAUSE: Duration = Duration::from_secs(2);

pub struct Session {
    pub pool: PgPool,
    pub me: Me,
    tasks: Vec<JoinHandle<()>>,
}

impl Session {
    /// `listen`: the executor is another process, so its outcomes are listened for.
    pub fn start(pool: PgPool, me: Me, outcomes: Outcomes, listen: bool, handle: AppHandle, link: Arc<Link>) -> Session {
        let mut tasks = vec![tauri::async_runtime::spawn(follow_feed(pool.clone(), handle, link))];
        if listen {
            tasks.push(tauri::async_runtime::spawn(follow_outcomes(pool.clone(), outcomes)));
        }
        Session { pool, me, tasks }
    }

    pub async fn end(self) {
        for task in &self.tasks {
            task.abort();
        }
        self.pool.close().await;
    }
}

/// How the link to the database is doing, for the footer.
#[derive(Default)]
pub struct Link {
    state: std::sync::Mutex<Option<(bool, u32)>>,
}

impl Link {
    pub fn set(&self, up: bool, milliseconds: u32) {
        if let Ok(mut state) = self.state.lock() {
            *state = Some((up, milliseconds));
        }
    }

    /// (up, round trip in ms); `None` before the first measurement.
    pub fn get(&self) -> Option<(bool, u32)> {
        self.state.lock().ok().and_then(|state| *state)
    }
}

async fn follow_feed(pool: PgPool, handle: AppHandle, link: Arc<Link>) {
    let mut cursor = None;
    loop {
        let started = Instant::now();
        let step = async {
            let from = match &cursor {
                Some(cursor) => cursor,
                None => cursor.insert(feed::start(&pool).await?),
            };
            feed::since(&pool, from).await
        };
        match tokio::time::timeout(Duration::from_secs(8), step).await {
            Ok(Ok((changes, next))) => {
                link.set(true, u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX));
                cursor = Some(next);
                let full = changes.len() >= 1000;
                let nouns: BTreeSet<String> = changes.into_iter().map(|change| change.noun).collect();
                if !nouns.is_empty() {
                    let _ = DataChanged { nouns: nouns.into_iter().collect() }.emit(&handle);
                }
                if full {
                    continue;
                }
            }
            Ok(Err(error)) => {
                tracing::warn!(error = %error, "the change feed does not answer");
                link.set(false, 0);
            }
            Err(_) => link.set(false, 0),
        }
        tokio::time::sleep(FEED_PAUSE).await;
    }
}

async fn follow_outcomes(pool: PgPool, outcomes: Outcomes) {
    loop {
        let listening = async {
            let mut listener = PgListener::connect_with(&pool).await?;
            listener.listen("janet_outcomes").await?;
            loop {
                let notification = listener.recv().await?;
                if let Ok(id) = notification.payload().parse::<uuid::Uuid>() {
                    outcomes.announce(CommandId(id));
                }
            }
            #[expect(unreachable_code, reason = "gives the block its error type")]
            Ok::<(), sqlx::Error>(())
        };
        if let Err(error) = listening.await {
            tracing::warn!(error = %error, "outcomes are polled: listening failed");
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}
