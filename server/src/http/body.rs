//! Reading a body: bounded in size and in time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::Rejection;
use crate::config::HttpConfig;

/// How long a body may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Between two pieces.
    pub idle: Duration,
    /// From the first to the last.
    pub total: Duration,
}

impl Patience {
    pub fn of(config: &HttpConfig) -> Self {
        Self {
            idle: config.body_idle_timeout(),
            total: config.body_read_timeout(),
        }
    }
}

/// The whole body. `limit`: in bytes, checked before anything is read where the length is announced.
pub async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    patience: Patience,
) -> Result<Bytes, Rejection> {
    let announced = announced_bytes(headers);
    if announced.is_some_and(|bytes| bytes > limit as u64) {
        return Err(Rejection::too_large());
    }
    timeout(
        patience.total,
        collect(body, limit, patience.idle, announced),
    )
    .await
    .unwrap_or_else(|_| Err(Rejection::unavailable()))
}

async fn collect(
    body: Body,
    limit: usize,
    idle: Duration,
    announced: Option<u64>,
) -> Result<Bytes, Rejection> {
    let mut pieces = body.into_data_stream();
    let mut whole = Vec::with_capacity(announced.unwrap_or(0).min(limit as u64) as usize);
    loop {
        let Ok(next) = timeout(idle, pieces.next()).await else {
            return Err(Rejection::unavailable());
        };
        match next {
            None => return Ok(whole.into()),
            Some(Err(error)) => return Err(Rejection::malformed().because(error)),
            Some(Ok(piece)) if whole.len() + piece.len() > limit => {
                return Err(Rejection::too_large());
            }
            Some(Ok(piece)) => whole.extend_from_slice(&piece),
        }
    }
}

fn announced_bytes(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// Whether the body is said to be of `media_type`; parameters (`; charset=`) don't matter.
pub fn is_of(headers: &HeaderMap, media_type: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|name| name.trim().eq_ignore_ascii_case(media_type))
}
