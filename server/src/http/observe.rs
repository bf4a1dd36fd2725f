//! Counting requests: by route, method and status, and how long they took.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::AppState;
use crate::telemetry::metrics;

/// Middleware. A path that is no route is counted as `-`, so that nobody makes the table grow.
pub async fn observe(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let started = app.environment.uptime();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let under_way = metrics::request();
    let response = next.run(request).await;
    drop(under_way);
    let took = app.environment.uptime().saturating_sub(started);
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    metrics::answered(route, &method, response.status(), took);
    tracing::debug!(
        http.route = route,
        http.method = %method,
        http.status = response.status().as_u16(),
        http.duration_ms = took.as_secs_f64() * 1_000.0,
        "The server answered a request."
    );
    response
}
