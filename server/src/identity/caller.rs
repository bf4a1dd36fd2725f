//! The device behind a request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use linli_domain::Timestamp;

use crate::app::AppState;
use crate::http::Rejection;
use crate::store::Device;

/// Extractor: an enrolled device that shows a valid token and does not ask too often. It may be suspended.
#[derive(Debug, Clone)]
pub struct Caller {
    pub device: Arc<Device>,
    /// Of the token: what is granted by it ends here.
    pub expires_at: Timestamp,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Rejection> {
        let token = bearer(parts).ok_or_else(Rejection::unauthenticated)?;
        let now = app.environment.now();
        let (device, expires_at) = app.identity.caller(token, now).await?;
        app.rates.device(device.id)?;
        Ok(Self { device, expires_at })
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
