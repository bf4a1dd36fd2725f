//! TLS by rustls, 1.2 and 1.3. The files are looked at again every second: a renewed certificate is used
//! for the next connection, without a restart.

mod files;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use super::problem::chain;
use super::stopping::Stopping;
use files::Looked;

/// How long a new certificate may lie there unused.
const LOOK: Duration = Duration::from_secs(1);
/// A handshake is two small round trips; who takes longer keeps a place from others.
const HANDSHAKE: Duration = Duration::from_secs(15);

/// Why no certificate can be shown.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{} can't be read", .file.display())]
    Unreadable {
        file: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} is not PEM, or holds no {what}", .file.display())]
    NotPem { file: PathBuf, what: &'static str },
    /// The mode of a private key that everybody on the machine may read or write.
    #[error("{} may be read by others: its mode is {mode:o}", .file.display())]
    OpenToOthers { file: PathBuf, mode: u32 },
    #[error("the private key and the certificate are not usable together")]
    DoNotFit(#[source] rustls::Error),
    #[error("TLS could not be set up")]
    Setup(#[source] rustls::Error),
}

/// What the listener needs to meet a device with TLS. Clones share it.
#[derive(Clone)]
pub struct Tls {
    shown: Arc<Shown>,
    acceptor: TlsAcceptor,
}

/// The certificate of the moment.
struct Shown {
    cert: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    now: Mutex<Arc<CertifiedKey>>,
    looked: Mutex<Looked>,
}

impl Tls {
    /// Reads both files.
    pub fn of(cert: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let looked = Looked::at(&cert, &key);
        let pair = files::read(&cert, &key, &provider)?;
        let shown = Arc::new(Shown {
            cert,
            key,
            provider: Arc::clone(&provider),
            now: Mutex::new(Arc::new(pair)),
            looked: Mutex::new(looked),
        });
        let resolver = Arc::clone(&shown) as Arc<dyn ResolvesServerCert>;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Setup)?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A phone that comes back within the day is spared the certificates: kilobytes of each sync.
        config.ticketer = ring::Ticketer::new().map_err(TlsError::Setup)?;
        config.send_tls13_tickets = 1;
        Ok(Self {
            shown,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    /// `None` when the other end broke off, took too long, or spoke no TLS that is safe.
    pub(super) async fn handshake(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        match timeout(HANDSHAKE, self.acceptor.accept(stream)).await {
            Ok(Ok(stream)) => Some(stream),
            Ok(Err(error)) => {
                tracing::debug!(cause = %error, "A TLS handshake failed.");
                None
            }
            Err(_) => {
                tracing::debug!("A TLS handshake took too long.");
                None
            }
        }
    }

    /// Takes new certificates as they come, until `stopping`. Files that can't be used change nothing.
    pub async fn renew(self, mut stopping: Stopping) {
        let mut turn = interval(LOOK);
        turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stopping.requested() => return,
                _ = turn.tick() => {}
            }
            let shown = Arc::clone(&self.shown);
            // It looks at a disk. If it panicked, that was logged, and the next turn comes.
            let _ = tokio::task::spawn_blocking(move || shown.look_again()).await;
        }
    }
}

impl Shown {
    fn look_again(&self) {
        // Before they are read: what changes meanwhile is seen at the next turn.
        let looked = Looked::at(&self.cert, &self.key);
        if *lock(&self.looked) == looked {
            return;
        }
        *lock(&self.looked) = looked;
        match files::read(&self.cert, &self.key, &self.provider) {
            Ok(pair) => {
                *lock(&self.now) = Arc::new(pair);
                tracing::info!("The server shows a new certificate from now on.");
            }
            // Between the writing of two files they don't fit: seen again when the second is there.
            Err(error) => tracing::warn!(
                cause = chain(&error),
                "The certificate's files have changed and can't be used; the server shows the one before."
            ),
        }
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&lock(&self.now)))
    }
}

/// What is locked is replaced as a whole, so that a panic leaves nothing half-done behind.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown")
    }
}
