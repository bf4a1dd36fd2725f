//! `GET /metrics`, on its own listener: it is for the operator's network only.

use axum::http::header;
use axum::response::IntoResponse;

use crate::telemetry::metrics;

pub async fn metrics() -> impl IntoResponse {
    let format = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, format)], metrics::render())
}
