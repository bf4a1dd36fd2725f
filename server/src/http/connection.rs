//! Accepting connections, and letting them finish.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use super::address::Peer;
use super::stopping::Stopping;
use super::tls::Tls;
use crate::config::HttpConfig;
use crate::telemetry::metrics;

/// After an accept that failed for want of file handles or memory: time for some to come free.
const PAUSE_AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(100);

/// Serves, by `tls` if there is one, until `stopping`, then lets requests under way finish, for `config.shutdown_grace_s` at
/// most. Returns how many connections were cut off.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    config: &HttpConfig,
    mut stopping: Stopping,
) -> usize {
    let protocol = Arc::new(protocol(config));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(config.max_connections.get() as usize));
    loop {
        let accepted = tokio::select! {
            biased;
            () = stopping.requested() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else {
            tokio::time::sleep(PAUSE_AFTER_FAILED_ACCEPT).await;
            continue;
        };
        let (tls, protocol, router) = (tls.clone(), Arc::clone(&protocol), router.clone());
        let (watcher, mut stopping) = (graceful.watcher(), stopping.clone());
        tokio::spawn(async move {
            let _open = metrics::connection();
            match tls {
                None => answer(stream, peer, &protocol, router, watcher).await,
                Some(tls) => {
                    let met = tokio::select! {
                        () = stopping.requested() => None,
                        met = tls.handshake(stream) => met,
                    };
                    if let Some(stream) = met {
                        answer(stream, peer, &protocol, router, watcher).await;
                    }
                }
            }
            drop(place);
        });
    }
    drop(listener);
    let open = graceful.count();
    match tokio::time::timeout(config.shutdown_grace(), graceful.shutdown()).await {
        Ok(()) => 0,
        Err(_) => open.min(config.max_connections.get() as usize - places.available_permits()),
    }
}

/// Every request of one connection.
async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    protocol: &http1::Builder,
    router: Router,
    watcher: Watcher,
) {
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        let router = router.clone();
        async move {
            Ok::<_, Infallible>(
                router
                    .oneshot(request)
                    .await
                    .unwrap_or_else(|never| match never {}),
            )
        }
    });
    let connection = protocol.serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is the network's everyday business.
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(cause = %error, "A connection broke.");
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, Peer, tokio::sync::OwnedSemaphorePermit)> {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Without it a small answer may wait for the acknowledgement of the one before.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(cause = %error, "TCP_NODELAY could not be set.");
            }
            Some((stream, Peer(peer), place))
        }
        Err(error) => {
            tracing::warn!(cause = %error, "A connection could not be accepted.");
            None
        }
    }
}

fn protocol(config: &HttpConfig) -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(config.header_read_timeout())
        .max_header_size(config.header_bytes)
        // 37 bytes of every answer; a sync says the server's time in its hello.
        .auto_date_header(false)
        .half_close(false)
        .keep_alive(true);
    protocol
}
