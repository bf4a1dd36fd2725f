//! The figures of `/metrics`, each named here and nowhere else. Labels are routes, methods and statuses,
//! which are few and say nothing of anybody.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "linli_http_requests_total";
const REQUEST_SECONDS: &str = "linli_http_request_duration_seconds";
const REQUESTS_UNDER_WAY: &str = "linli_http_requests_under_way";
const CONNECTIONS: &str = "linli_http_connections";
const SUBSCRIBERS: &str = "linli_event_subscribers";
const SYNC_SECONDS: &str = "linli_sync_duration_seconds";
const SYNC_REQUEST_BYTES: &str = "linli_sync_request_bytes";
const CARRIED: &str = "linli_sync_carried_total";
const BATCH_JOBS: &str = "linli_store_batch_jobs";
const WAITING_JOBS: &str = "linli_store_waiting_jobs";

const SECONDS: &[f64] = &[0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];
const BYTES: &[f64] = &[
    256.0,
    1_024.0,
    4_096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
];
const JOBS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting, once a process. What is counted before is not kept.
pub fn start() {
    HANDLE.get_or_init(|| {
        let installed = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
            .and_then(|builder| {
                builder.set_buckets_for_metric(Matcher::Suffix("_bytes".to_owned()), BYTES)
            })
            .and_then(|builder| {
                builder.set_buckets_for_metric(Matcher::Full(BATCH_JOBS.to_owned()), JOBS)
            })
            .and_then(PrometheusBuilder::install_recorder);
        match installed {
            Ok(handle) => {
                describe();
                Some(handle)
            }
            Err(error) => {
                tracing::warn!(cause = %error, "The metrics could not be started.");
                None
            }
        }
    });
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by route, method and status.");
    describe_histogram!(
        REQUEST_SECONDS,
        Unit::Seconds,
        "From the request's head to the answer's."
    );
    describe_gauge!(REQUESTS_UNDER_WAY, "Requests that have no answer yet.");
    describe_gauge!(CONNECTIONS, "Open connections.");
    describe_gauge!(SUBSCRIBERS, "Open event streams.");
    describe_histogram!(
        SYNC_SECONDS,
        Unit::Seconds,
        "From a sync's head to its verdicts being ready to leave."
    );
    describe_histogram!(
        SYNC_REQUEST_BYTES,
        Unit::Bytes,
        "Sync bodies as they arrive, compressed."
    );
    describe_counter!(
        CARRIED,
        "Envelopes that devices brought for others, by what became of them."
    );
    describe_histogram!(
        BATCH_JOBS,
        "Pushes and other writes that shared a transaction."
    );
    describe_gauge!(WAITING_JOBS, "Writes that wait for a transaction.");
}

/// In Prometheus' text format; empty where counting was not started.
pub fn render() -> String {
    HANDLE
        .get()
        .and_then(Option::as_ref)
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}

/// Folds what was recorded since, so that memory stays bounded while nobody asks.
pub fn fold() {
    if let Some(handle) = HANDLE.get().and_then(Option::as_ref) {
        handle.run_upkeep();
    }
}

pub fn answered(route: &str, method: &Method, status: StatusCode, took: Duration) {
    let route = route.to_owned();
    // Methods are free text in HTTP; only those that a route has are counted by name.
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        _ => "-",
    };
    counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status.as_str().to_owned())
        .increment(1);
    histogram!(REQUEST_SECONDS, "route" => route).record(took);
}

pub fn synced(request_bytes: usize, took: Duration) {
    histogram!(SYNC_SECONDS).record(took);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a bound of the protocol keeps it far below 2^52"
    )]
    histogram!(SYNC_REQUEST_BYTES).record(request_bytes as f64);
}

/// `outcome`: one of a few names.
pub fn carried(outcome: &'static str) {
    counter!(CARRIED, "outcome" => outcome).increment(1);
}

/// For a store's writer, as it begins a transaction: writes that share it, and those left waiting.
#[expect(clippy::cast_precision_loss, reason = "a queue is shorter than 2^52")]
pub fn batch(jobs: usize, waiting: usize) {
    histogram!(BATCH_JOBS).record(jobs as f64);
    gauge!(WAITING_JOBS).set(waiting as f64);
}

/// Counts up now and down when it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Open(&'static str);

impl Open {
    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1);
        Self(name)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1);
    }
}

pub fn connection() -> Open {
    Open::new(CONNECTIONS)
}

pub fn request() -> Open {
    Open::new(REQUESTS_UNDER_WAY)
}

pub fn subscriber() -> Open {
    Open::new(SUBSCRIBERS)
}
