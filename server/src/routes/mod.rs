//! One file per family of endpoints. Which path goes where stands in `router`.

pub mod devices;
pub mod events;
pub mod fallback;
pub mod jwks;
pub mod metrics;
pub mod openapi;
pub mod probes;
pub mod sync;
pub mod token;

use utoipa::ToSchema;

/// `application/problem+json` (RFC 9457): every error has this form.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(
    dead_code,
    reason = "it describes `linli_wire::Problem` to OpenAPI and is never made"
)]
pub struct ProblemShape {
    /// `urn:linli:problem:<code>`
    #[schema(rename = "type")]
    kind: String,
    /// Chinese.
    title: String,
    /// English.
    detail: String,
    status: u16,
    /// Stable.
    code: String,
    /// Seconds since 1970 by the server's clock, with `bad_assertion`.
    server_time: Option<i64>,
}
