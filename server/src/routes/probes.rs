//! `GET /healthz`, `GET /readyz`.

use axum::extract::State;
use axum::http::StatusCode;

use super::problems::OfReadyz;
use crate::app::AppState;
use crate::http::Rejection;

/// The process lives.
#[utoipa::path(get, path = "/healthz", tag = "probes", responses((status = 200, description = "It lives.")))]
pub async fn healthz() -> StatusCode {
    StatusCode::OK
}

/// The store can be read and written, and the server is not about to stop.
#[utoipa::path(get, path = "/readyz", tag = "probes", responses(
    (status = 200, description = "Send requests here."),
    OfReadyz,
))]
pub async fn readyz(State(app): State<AppState>) -> Result<StatusCode, Rejection> {
    if app.stopping.is_requested() {
        return Err(Rejection::unavailable());
    }
    match app.store.ready().await {
        Ok(()) => Ok(StatusCode::OK),
        Err(error) => Err(Rejection::unavailable().because(error)),
    }
}
