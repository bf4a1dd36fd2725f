//! JSON bodies in and out, small ones.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body::{self, Patience};
use super::{Rejection, encoding::Encoding};
use crate::app::AppState;

/// Longest JSON or form body, in bytes.
pub const SMALL_BODY_BYTES: usize = 16 * 1024;

/// A JSON body of a request. What does not parse is a `malformed_body` that quotes nothing.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Rejection> {
        let bytes = small_body(request, app, "application/json").await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| Rejection::malformed())
    }
}

/// The body of a small request of `media_type`, decoded.
pub async fn small_body(
    request: Request,
    app: &AppState,
    media_type: &str,
) -> Result<axum::body::Bytes, Rejection> {
    let (parts, body) = request.into_parts();
    if !body::is_of(&parts.headers, media_type) {
        return Err(Rejection::unsupported());
    }
    let encoding = Encoding::of_body(&parts.headers)?;
    let patience = Patience::of(&app.config.http);
    let bytes = body::read(&parts.headers, body, SMALL_BODY_BYTES, patience).await?;
    encoding.decode(bytes, SMALL_BODY_BYTES)
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => Rejection::internal(error).into_response(),
        }
    }
}
