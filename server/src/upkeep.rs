//! What the server does by itself, beside answering requests.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::app::AppState;
use crate::http::problem::chain;
use crate::store::{StoreError, hex};
use crate::telemetry::metrics;

/// How long news of another process may take to arrive here.
const LOOK_OUTSIDE: Duration = Duration::from_secs(1);
/// How often memory of idle callers is given back and metrics are folded.
const TIDY: Duration = Duration::from_secs(60);
/// How often it is noted where the audit log ends.
const AUDIT_HEAD: Duration = Duration::from_secs(3_600);
/// How often packs that lie far behind are made anew.
const REFRESH_PACKS: Duration = Duration::from_secs(180);

/// Runs until the server stops. A failure is logged and tried again at the next turn.
pub async fn run(app: AppState) {
    let mut stopping = app.stopping.clone();
    tokio::select! {
        () = stopping.requested() => {}
        () = watch_outside(&app) => {}
        () = tidy(&app) => {}
        () = refresh_packs(&app) => {}
        () = note_the_audit_head(&app) => {}
    }
}

/// The command line works on the same store while the server runs: appointments, suspensions, imports.
async fn watch_outside(app: &AppState) {
    let mut turn = every(LOOK_OUTSIDE);
    let mut known = None;
    loop {
        turn.tick().await;
        let looked = app.store.outside_changes().await;
        let Some(changes) = logged(
            looked,
            "It could not be seen whether another process wrote.",
        ) else {
            continue;
        };
        if known.is_some_and(|known| known != changes) {
            app.identity.look_again();
            announce(app).await;
        }
        known = Some(changes);
    }
}

async fn announce(app: &AppState) {
    for estate in app.pokes.estates() {
        let seq = app.store.estate_seq(estate).await;
        if let Some(Some(seq)) = logged(seq, "An estate's position could not be read.") {
            app.pokes.advance(estate, seq);
        }
    }
}

async fn tidy(app: &AppState) {
    let mut turn = every(TIDY);
    loop {
        turn.tick().await;
        app.rates.forget_the_idle();
        metrics::fold();
    }
}

async fn refresh_packs(app: &AppState) {
    let mut turn = every(REFRESH_PACKS);
    loop {
        turn.tick().await;
        let store = Arc::clone(&app.store);
        let refreshed = logged(
            store.refresh_packs().await,
            "The packs could not be made anew.",
        );
        if let Some(feeds @ 1..) = refreshed {
            tracing::info!(
                packs.feeds = feeds,
                "The packs of some feeds were made anew."
            );
        }
    }
}

/// The server's log goes elsewhere, so whoever mends the file can't mend it too: `audit verify --head` compares.
async fn note_the_audit_head(app: &AppState) {
    let mut turn = every(AUDIT_HEAD);
    let mut known = None;
    loop {
        turn.tick().await;
        let head = logged(
            app.store.audit_head().await,
            "The end of the audit log could not be read.",
        );
        if let Some(head) = head.filter(|head| known != Some(*head)) {
            tracing::info!(
                audit.number = head.number,
                audit.head = hex(&head.hash),
                "The audit log ends here."
            );
            known = Some(head);
        }
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut turn = interval(period);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turn
}

fn logged<T>(result: Result<T, StoreError>, sentence: &'static str) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(StoreError::Closed) => None,
        Err(error) => {
            tracing::warn!(cause = chain(&error), "{sentence}");
            None
        }
    }
}
