//! The certificate with which devices are met.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Both or neither. Unset: plain HTTP.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsConfig {
    /// The chain in PEM, the server's own certificate first.
    pub cert: Option<PathBuf>,
    /// Its private key in PEM. Nobody but the server's user and group may be able to read it.
    pub key: Option<PathBuf>,
}

impl TlsConfig {
    /// Certificate and key, where both are set.
    pub fn files(&self) -> Option<(PathBuf, PathBuf)> {
        self.cert.clone().zip(self.key.clone())
    }
}
