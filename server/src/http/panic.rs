//! A panic in a handler: the client hears that the server failed, the log hears why.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use linli_wire::ProblemCode;

use super::Rejection;

/// For `CatchPanicLayer::custom`. What the panic said went into the log when it happened
/// (`telemetry::log::start`), and goes nowhere else.
pub fn answer(_payload: Box<dyn Any + Send + 'static>) -> Response {
    Rejection::new(ProblemCode::Internal).into_response()
}
