//! `GET /v1/events`: pokes as server-sent events.

use std::convert::Infallible;
use std::fmt::Write;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use linli_domain::{DeviceId, EstateId, Seq, Timestamp};

use super::problems::OfEvents;
use crate::app::AppState;
use crate::http::Rejection;
use crate::identity::caller::Caller;
use crate::pokes::Subscription;
use crate::telemetry::metrics;

/// Shorter than the patience of the network's address translators.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

/// "Estate X has seq n", at once and then on every advance. Ends with the token; the device comes again.
#[utoipa::path(get, path = "/v1/events", tag = "sync", security(("access_token" = [])), responses(
    (status = 200, description = "`event: seq`, `data: {\"estate\":\"…\",\"seq\":17}`; a comment every 25 s.", content_type = "text/event-stream"),
    OfEvents,
))]
pub async fn events(State(app): State<AppState>, caller: Caller) -> Result<Response, Rejection> {
    let now = app.environment.now();
    app.identity.active_device(caller.device.id, now).await?;
    let today = now.date();
    let standing = app.store.standing(caller.device.person).await?;
    let held: Vec<(EstateId, Seq)> = standing
        .estates
        .iter()
        .filter(|estate| {
            let mut grants = standing.grants.iter();
            grants.any(|grant| grant.estate == estate.id && grant.holds_on(today))
        })
        .map(|estate| (estate.id, estate.seq))
        .collect();
    let listener = Listener {
        subscription: app.pokes.subscribe(&held),
        app,
        device: caller.device.id,
        expires_at: caller.expires_at,
        _open: metrics::subscriber(),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, Body::from_stream(listener.pokes())).into_response())
}

/// All that an open stream keeps.
struct Listener {
    app: AppState,
    subscription: Subscription,
    device: DeviceId,
    expires_at: Timestamp,
    _open: metrics::Open,
}

impl Listener {
    fn pokes(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
        stream::unfold(self, async |listener| {
            let piece = listener.next().await?;
            Some((Ok(piece), listener))
        })
    }

    /// `None` when the stream is over: the token or the device is no longer good, or the server stops.
    async fn next(&self) -> Option<Bytes> {
        let mut stopping = self.app.stopping.clone();
        tokio::select! {
            () = stopping.requested() => None,
            pokes = self.subscription.next() => self.is_still_let_in().await.then(|| events_of(&pokes)),
            () = tokio::time::sleep(KEEP_ALIVE) => {
                self.is_still_let_in().await.then(|| Bytes::from_static(b":\n\n"))
            }
        }
    }

    async fn is_still_let_in(&self) -> bool {
        let now = self.app.environment.now();
        now < self.expires_at
            && self
                .app
                .identity
                .active_device(self.device, now)
                .await
                .is_ok()
    }
}

fn events_of(pokes: &[(EstateId, Seq)]) -> Bytes {
    let mut text = String::new();
    for (estate, seq) in pokes {
        // Memory takes every character, so this can't fail.
        let _ = write!(
            text,
            "event: seq\ndata: {{\"estate\":\"{estate}\",\"seq\":{seq}}}\n\n"
        );
    }
    text.into()
}
