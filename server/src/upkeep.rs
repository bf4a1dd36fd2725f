//! What the server does by itself, beside answering requests.

use std::sync::Arc;
use std::time::Duration;

use linli_domain::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::AppState;
use crate::http::problem::chain;
use crate::retention::{self, RetentionError};
use crate::store::{Store, StoreError, hex};
use crate::telemetry::metrics;

/// How long news of another process may take to arrive here.
const LOOK_OUTSIDE: Duration = Duration::from_secs(1);
/// How often memory of idle callers is given back and metrics are folded.
const TIDY: Duration = Duration::from_secs(60);
/// How often it is noted where the audit log ends.
const AUDIT_HEAD: Duration = Duration::from_secs(3_600);
/// How often packs that lie far behind are made anew.
const REFRESH_PACKS: Duration = Duration::from_secs(180);

/// How often it is looked whether the night has come in which estates are looked through.
const SEEK_DUPLICATES: Duration = Duration::from_secs(900);

/// How often it is looked whether a day has begun on which the terms are kept to.
const KEEP_TO_TERMS: Duration = Duration::from_secs(900);

/// Runs until the server stops. A failure is logged and tried again at the next turn.
pub async fn run(app: AppState) {
    let mut stopping = app.stopping.clone();
    tokio::select! {
        () = stopping.requested() => {}
        () = watch_outside(&app) => {}
        () = tidy(&app) => {}
        () = refresh_packs(&app) => {}
        () = note_the_audit_head(&app) => {}
        () = seek_duplicates(&app) => {}
        () = keep_to_the_terms(&app), if app.config.retention.automatic => {}
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

/// Once a day for each estate, in the first minutes of the day, also when the server was off that night.
async fn seek_duplicates(app: &AppState) {
    let mut turn = every(SEEK_DUPLICATES);
    loop {
        turn.tick().await;
        let sought = logged(
            seek_where_due(app.store.as_ref(), app.environment.now()).await,
            "It could not be looked for who is written down twice.",
        );
        if let Some(estates @ 1..) = sought {
            tracing::info!(
                duplicates.estates = estates,
                "Estates were looked through for residents written down twice."
            );
        }
    }
}

/// Looks through each estate whose last look was on an earlier day, in China. Gives how many those were.
pub async fn seek_where_due(store: &dyn Store, now: Timestamp) -> Result<usize, StoreError> {
    let mut sought = 0;
    for estate in store.estates().await? {
        let last = store.duplicates(estate.id).await?;
        if last.is_none_or(|last| last.sought_at.date() < now.date()) {
            store.seek_duplicates(estate.id, now).await?;
            sought += 1;
        }
    }
    Ok(sought)
}

/// Once a day, in its first minutes in China, and once after a start: closes, archives and erases what is due.
async fn keep_to_the_terms(app: &AppState) {
    let mut turn = every(KEEP_TO_TERMS);
    let mut kept = None;
    loop {
        turn.tick().await;
        let today = app.environment.now().date();
        if kept == Some(today) {
            continue;
        }
        let (store, terms) = (app.store.as_ref(), &app.config.retention);
        match retention::run(store, terms, today, app.environment.as_ref()).await {
            Ok(done) => {
                kept = Some(today);
                if !done.is_nothing() {
                    announce(app).await;
                    tracing::info!(
                        retention.closed = done.closed,
                        retention.archived = done.archived,
                        retention.erased = done.erased,
                        "What was due by the terms was closed, archived and erased."
                    );
                }
            }
            Err(RetentionError::Store(StoreError::Closed)) => {}
            Err(error) => tracing::warn!(
                cause = chain(&error),
                "What is due by the terms could not be done; it is tried again."
            ),
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
