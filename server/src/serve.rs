//! A running server: its listeners, its routes, its upkeep, and its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::app::{App, AppState};
use crate::config::Config;
use crate::environment::Environment;
use crate::http::connection;
use crate::http::stopping::{Stop, Stopping, stopping};
use crate::http::tls::{Tls, TlsError};
use crate::store::Store;
use crate::telemetry::metrics;
use crate::{router, upkeep};

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error("TLS is configured and not usable")]
    Tls(#[from] TlsError),
}

#[derive(Debug, thiserror::Error)]
#[error("no listener at {address}")]
pub struct ListenError {
    pub address: SocketAddr,
    #[source]
    pub source: io::Error,
}

/// A server that accepts requests.
#[derive(Debug)]
pub struct Running {
    /// Where it listens: the port that was found where the configuration says 0.
    pub address: SocketAddr,
    pub metrics_address: Option<SocketAddr>,
    app: AppState,
    stop: Stop,
    main: JoinHandle<usize>,
    others: Vec<JoinHandle<()>>,
}

/// Reads the certificate, binds the listeners and starts serving. Needs a running tokio runtime.
pub async fn start(
    config: Config,
    environment: Arc<dyn Environment>,
    store: Arc<dyn Store>,
) -> Result<Running, StartError> {
    let tls = config.tls.files().map(|(cert, key)| Tls::of(cert, key));
    let tls = tls.transpose()?;
    let listener = bind(config.listen).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let (stop, stopping) = stopping();
    let mut others = Vec::new();
    let mut metrics_address = None;
    if let Some(wanted) = config.metrics_listen {
        metrics::start();
        let listener = bind(wanted).await?;
        metrics_address = Some(listener.local_addr().unwrap_or(wanted));
        others.push(tokio::spawn(serve_metrics(
            listener,
            config.clone(),
            stopping.clone(),
        )));
    }
    if let Some(tls) = tls.clone() {
        others.push(tokio::spawn(tls.renew(stopping.clone())));
    }
    let app = App::new(config.clone(), environment, store, stopping.clone());
    let routes = router::router(Arc::clone(&app));
    let encrypted = tls.is_some();
    let main = tokio::spawn(async move {
        connection::serve(listener, tls, routes, &config.http, stopping).await
    });
    tracing::info!(listen.address = %address, listen.tls = encrypted, "The server accepts requests.");
    others.push(tokio::spawn(upkeep::run(Arc::clone(&app))));
    Ok(Running {
        address,
        metrics_address,
        app,
        stop,
        main,
        others,
    })
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| ListenError { address, source })
}

async fn serve_metrics(listener: TcpListener, config: Config, stopping: Stopping) {
    connection::serve(
        listener,
        None,
        router::metrics_router(),
        &config.http,
        stopping,
    )
    .await;
}

impl Running {
    pub fn store(&self) -> &dyn Store {
        self.app.store.as_ref()
    }

    /// Stops accepting, lets requests under way finish, closes the store.
    pub async fn stop(self) {
        tracing::info!("The server stops: it finishes the requests under way.");
        self.stop.now();
        match self.main.await {
            Ok(0) => {}
            Ok(cut_off) => tracing::warn!(
                connections.cut_off = cut_off,
                "Some requests did not finish in time. Their devices will send them again."
            ),
            Err(error) => tracing::error!(cause = %error, "The listener failed."),
        }
        for task in self.others {
            // It ends by the same word; if it panicked, that was logged.
            let _ = task.await;
        }
        self.app.store.close().await;
        tracing::info!("The server has stopped. Everything acknowledged is on disk.");
    }
}
