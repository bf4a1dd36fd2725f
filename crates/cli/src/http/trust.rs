//! Whose word counts for a server's certificate.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use crate::error::{Error, Reason};

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Trust {
    /// 只信任此文件 (PEM) 里的证书颁发者，用于自建证书的小区 (trust only the issuers in this file)
    #[arg(long, env = "LINLI_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl Trust {
    /// The issuers of the file; without one, those that browsers trust.
    pub(super) fn config(&self) -> Result<TlsConfig, Error> {
        let roots = match &self.ca {
            None => RootCerts::WebPki,
            Some(file) => {
                let text = std::fs::read(file).map_err(Error::file(file))?;
                let items: Result<Vec<_>, _> = parse_pem(&text).collect();
                let issuers: Vec<_> = items
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|item| match item {
                        PemItem::Certificate(issuer) => Some(issuer),
                        _ => None,
                    })
                    .collect();
                if issuers.is_empty() {
                    return Err(Error::Option {
                        option: "--ca",
                        reason: Reason::Certificates,
                    });
                }
                RootCerts::Specific(Arc::new(issuers))
            }
        };
        Ok(TlsConfig::builder().root_certs(roots).build())
    }
}
