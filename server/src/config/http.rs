//! Bounds on connections and requests.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Connections at a time, idle subscribers included; further ones wait to be accepted.
    pub max_connections: NonZeroU32,
    /// Longest request line and headers, in bytes.
    pub header_bytes: usize,
    /// How long a connection may take to send its headers, and how long it may idle between requests.
    pub header_read_timeout_s: u64,
    /// How long a body may stand still.
    pub body_idle_timeout_s: u64,
    /// How long a body may take as a whole.
    pub body_read_timeout_s: u64,
    /// How long requests under way may take to finish once the server was told to stop.
    pub shutdown_grace_s: u64,
    /// Proxies whose `X-Forwarded-For` is believed. Unset: the peer's address counts.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            max_connections: NonZeroU32::new(10_000).unwrap_or(NonZeroU32::MIN),
            header_bytes: 16 * 1024,
            header_read_timeout_s: 75,
            body_idle_timeout_s: 30,
            body_read_timeout_s: 300,
            shutdown_grace_s: 20,
            trusted_proxies: Vec::new(),
        }
    }
}

impl HttpConfig {
    pub fn header_read_timeout(&self) -> Duration {
        Duration::from_secs(self.header_read_timeout_s)
    }

    pub fn body_idle_timeout(&self) -> Duration {
        Duration::from_secs(self.body_idle_timeout_s)
    }

    pub fn body_read_timeout(&self) -> Duration {
        Duration::from_secs(self.body_read_timeout_s)
    }

    pub fn shutdown_grace(&self) -> Duration {
        Duration::from_secs(self.shutdown_grace_s)
    }
}
