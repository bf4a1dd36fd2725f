//! `POST /v1/sync`: HTTP around `crate::sync`.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::{Stream, StreamExt, stream};
use linli_wire::{MEDIA_TYPE, compression, limits};
use utoipa::ToSchema;

use super::problems::OfSync;
use crate::app::AppState;
use crate::http::Rejection;
use crate::http::body::{self, Patience};
use crate::http::encoding::Encoding;
use crate::http::gzip::gzip;
use crate::http::problem::chain;
use crate::identity::caller::Caller;
use crate::store::Device;
use crate::sync::{self, SyncProblem, SyncRequest};
use crate::telemetry::metrics;

/// Answers up to this size leave in one piece, with their length instead of in chunks.
const ONE_PIECE_BYTES: usize = 64 * 1024;
/// Compressed bodies from this size on are decoded beside the threads that serve everybody.
const DECODE_ASIDE_BYTES: usize = 64 * 1024;

#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(
    dead_code,
    reason = "it describes `Encoding` to OpenAPI and is never made"
)]
enum BodyEncoding {
    Zstd,
    Gzip,
    Identity,
}

/// Takes what the device has recorded and gives what others have. One round trip; see `docs/PROTOCOL.md`
/// for the frames and `schemas/wire/sync.cddl` for their grammar.
#[utoipa::path(post, path = "/v1/sync", tag = "sync", security(("access_token" = [])),
    params(("Content-Encoding" = inline(Option<BodyEncoding>), Header, description = "Unset: identity.")),
    request_body(content = String, content_type = "application/vnd.linli.sync+cbor-seq", description = "Frames of request items; zstd, gzip or identity."),
    responses(
    (status = 200, description = "Frames of response items, in the encoding that was accepted.", content_type = "application/vnd.linli.sync+cbor-seq"),
    OfSync,
))]
pub async fn sync(
    State(app): State<AppState>,
    caller: Caller,
    request: Request,
) -> Result<Response, Rejection> {
    let started = app.environment.uptime();
    let accepted = Encoding::accepted(request.headers());
    let (request_bytes, frames) = read(&app, request).await?;
    let request = SyncRequest {
        device: Device::clone(&caller.device),
        server_key: app.identity.server_key(app.environment.as_ref()).await?,
        now: app.environment.now(),
        frames: frames.into(),
        zstd: accepted == Encoding::Zstd,
    };
    let answer = sync::answer(Arc::clone(&app.store), request).await?;
    for (estate, seq) in &answer.advanced {
        app.pokes.advance(*estate, *seq);
    }
    let took = app.environment.uptime().saturating_sub(started);
    metrics::synced(request_bytes, took);
    let answer = answer.inspect(log_broken);
    if accepted == Encoding::Gzip {
        respond(Box::pin(gzip(answer)), accepted).await
    } else {
        respond(answer, accepted).await
    }
}

/// The body's size on the wire, and its frames.
async fn read(app: &AppState, request: Request) -> Result<(usize, Bytes), Rejection> {
    let (parts, body) = request.into_parts();
    if !body::is_of(&parts.headers, MEDIA_TYPE) {
        return Err(Rejection::unsupported());
    }
    let encoding = Encoding::of_body(&parts.headers)?;
    let patience = Patience::of(&app.config.http);
    let body = body::read(&parts.headers, body, limits::REQUEST_BYTES, patience).await?;
    let bytes = body.len();
    let decode = move || encoding.decode(body, limits::REQUEST_PLAIN_BYTES);
    let frames = if encoding == Encoding::Identity || bytes < DECODE_ASIDE_BYTES {
        decode()?
    } else {
        tokio::task::spawn_blocking(decode)
            .await
            .map_err(Rejection::internal)??
    };
    Ok((bytes, frames))
}

async fn respond(
    mut pieces: impl Stream<Item = io::Result<Bytes>> + Send + Unpin + 'static,
    encoding: Encoding,
) -> Result<Response, Rejection> {
    let mut first = Vec::new();
    let mut encoded = encoding != Encoding::Zstd;
    let body = loop {
        match pieces.next().await {
            None => break Body::from(first),
            Some(Err(error)) if first.is_empty() => return Err(Rejection::internal(error)),
            Some(Err(error)) => {
                let cut = stream::iter([Ok(Bytes::from(first)), Err(error)]);
                break Body::from_stream(cut);
            }
            Some(Ok(piece)) => {
                // A short answer is not compressed, whatever is accepted.
                encoded |= first.is_empty() && compression::is_zstd(&piece);
                first.extend_from_slice(&piece);
            }
        }
        if first.len() > ONE_PIECE_BYTES {
            let first = stream::iter([Ok(Bytes::from(first))]);
            break Body::from_stream(first.chain(pieces));
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if let Some(name) = encoding.name().filter(|_| encoded) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Ok(response)
}

/// The client sees a body that ends without `End`; the log says why.
fn log_broken(piece: &io::Result<Bytes>) {
    if let Err(error) = piece {
        tracing::error!(cause = chain(error), "An answer to a sync broke off.");
    }
}

impl From<SyncProblem> for Rejection {
    fn from(problem: SyncProblem) -> Self {
        match problem {
            SyncProblem::Store(error) => error.into(),
            other => Self::new(other.code()).because(other),
        }
    }
}
