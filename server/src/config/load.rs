//! Defaults, then the file, then the environment, then flags: the later word counts.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::Serialize;

use super::{Config, LogFormat};

/// `LINLI_SERVER_LISTEN`, `LINLI_SERVER_HTTP__MAX_CONNECTIONS`: two underscores are a dot.
const PREFIX: &str = "LINLI_SERVER_";

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the file {} does not exist", .0.display())]
    NoFile(PathBuf),
    #[error("{0}")]
    Invalid(#[source] Box<figment::Error>),
    #[error("{key} {requirement}")]
    OutOfRange {
        key: &'static str,
        requirement: &'static str,
    },
}

/// What flags say. Unset: no word on it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Overrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_listen: Option<SocketAddr>,
    #[serde(skip_serializing_if = "LogOverrides::is_empty")]
    pub log: LogOverrides,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct LogOverrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<LogFormat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
}

impl LogOverrides {
    fn is_empty(&self) -> bool {
        self.format.is_none() && self.filter.is_none()
    }
}

pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Config, ConfigError> {
    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    if let Some(file) = file {
        if !file.is_file() {
            return Err(ConfigError::NoFile(file.to_owned()));
        }
        figment = figment.merge(Toml::file_exact(file));
    }
    let config: Config = figment
        .merge(Env::prefixed(PREFIX).ignore(&["config_file"]).split("__"))
        .merge(Serialized::defaults(overrides))
        .extract()
        .map_err(|error| ConfigError::Invalid(Box::new(error)))?;
    check(&config)?;
    Ok(config)
}

fn check(config: &Config) -> Result<(), ConfigError> {
    let out_of_range = |key, requirement| Err(ConfigError::OutOfRange { key, requirement });
    if !(60..=86_400).contains(&config.tokens.lifetime_s) {
        return out_of_range("tokens.lifetime_s", "must lie between 60 and 86400");
    }
    if !(1..=720).contains(&config.invitations.lifetime_h) {
        return out_of_range("invitations.lifetime_h", "must lie between 1 and 720");
    }
    if !(8_192..=1_048_576).contains(&config.http.header_bytes) {
        return out_of_range("http.header_bytes", "must lie between 8192 and 1048576");
    }
    if config.tls.cert.is_some() != config.tls.key.is_some() {
        return out_of_range("tls", "needs both cert and key, or neither");
    }
    if config.metrics_listen == Some(config.listen) && config.listen.port() != 0 {
        return out_of_range("metrics_listen", "must not be the same as listen");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("linli.toml");
        std::fs::write(&file, text).unwrap();
        load(Some(&file), &Overrides::default())
    }

    #[test]
    fn a_flag_outweighs_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("linli.toml");
        std::fs::write(
            &file,
            "listen = '0.0.0.0:80'\n[http]\nmax_connections = 7\n",
        )
        .unwrap();
        let overrides = Overrides {
            listen: Some(SocketAddr::from(([127, 0, 0, 1], 9))),
            ..Overrides::default()
        };
        let config = load(Some(&file), &overrides).unwrap();
        assert_eq!(config.listen.port(), 9);
        assert_eq!(config.http.max_connections.get(), 7);
        assert_eq!(config.http.header_bytes, 16 * 1024);
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let error = in_file("[http]\nmax_conections = 7\n").unwrap_err();
        assert!(error.to_string().contains("max_conections"), "{error}");
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(in_file("[tokens]\nlifetime_s = 5\n").is_err());
        assert!(in_file("[http]\nmax_connections = 0\n").is_err());
        assert!(in_file("listen = '127.0.0.1:9'\nmetrics_listen = '127.0.0.1:9'\n").is_err());
        assert!(in_file("[tls]\ncert = 'cert.pem'\n").is_err());
        assert!(load(Some(Path::new("no-such-file")), &Overrides::default()).is_err());
    }

    /// An operator finds every key in the manual.
    #[test]
    fn every_key_is_documented() {
        let manual = include_str!("../../../docs/OPERATIONS.md");
        let mut config = Config::default();
        config.metrics_listen = Some(config.listen);
        config.invitations.public_url = Some(String::new());
        let value = serde_json::to_value(config).unwrap();
        let mut missing = Vec::new();
        let mut queue = vec![(String::new(), value)];
        while let Some((path, value)) = queue.pop() {
            match value {
                serde_json::Value::Object(fields) => {
                    let prefix = if path.is_empty() { path } else { path + "." };
                    queue.extend(
                        fields
                            .into_iter()
                            .map(|(key, value)| (format!("{prefix}{key}"), value)),
                    );
                }
                _ if manual.contains(&format!("`{path}`")) => {}
                _ => missing.push(path),
            }
        }
        assert!(missing.is_empty(), "docs/OPERATIONS.md lacks {missing:?}");
    }
}
