//! What an operator can set. Every key, its unit, its default and what it trades off stands in
//! `docs/OPERATIONS.md`; a test holds the two together.

mod http;
mod identity;
mod load;
mod log;
mod rates;
mod retention;
mod tls;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use http::HttpConfig;
pub use identity::{InvitationConfig, TokenConfig};
pub use load::{ConfigError, Overrides, load};
pub use log::{LogConfig, LogFormat};
pub use rates::{Rate, RateConfig};
pub use retention::{KindTerms, RetentionConfig};
pub use tls::TlsConfig;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder of the database and all else that has to be kept.
    pub data: PathBuf,
    /// Where devices reach the server: plain HTTP unless `tls` is set, so that on a network a TLS proxy stands
    /// before it.
    pub listen: SocketAddr,
    /// Where `/metrics` is served; unset: nowhere.
    pub metrics_listen: Option<SocketAddr>,
    pub tls: TlsConfig,
    pub http: HttpConfig,
    pub rates: RateConfig,
    pub tokens: TokenConfig,
    pub invitations: InvitationConfig,
    pub retention: RetentionConfig,
    pub log: LogConfig,
}

impl Config {
    /// Where the server is reached if nothing stands before it.
    pub fn own_url(&self) -> String {
        let scheme = match self.tls.files() {
            Some(_) => "https",
            None => "http",
        };
        format!("{scheme}://{}", self.listen)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("linli-data"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 7878)),
            metrics_listen: None,
            tls: TlsConfig::default(),
            http: HttpConfig::default(),
            rates: RateConfig::default(),
            tokens: TokenConfig::default(),
            invitations: InvitationConfig::default(),
            retention: RetentionConfig::default(),
            log: LogConfig::default(),
        }
    }
}
