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
    /// `place`: the file or the environment.
    #[error("{place}: {key} {allowed}")]
    Term {
        place: String,
        key: String,
        allowed: String,
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
    let figment = figment
        .merge(Env::prefixed(PREFIX).ignore(&["config_file"]).split("__"))
        .merge(Serialized::defaults(overrides));
    let config: Config = figment
        .extract()
        .map_err(|error| ConfigError::Invalid(Box::new(error)))?;
    check(&config)?;
    if let Some((key, other, allowed)) = config.retention.fault() {
        let place = place(&figment, &[&key, &other]);
        return Err(ConfigError::Term {
            place,
            key,
            allowed,
        });
    }
    Ok(config)
}

/// Where the first of these was set that is no default.
fn place(figment: &Figment, keys: &[&str]) -> String {
    let mut set = keys.iter().filter_map(|key| figment.find_metadata(key));
    let set = set.find(|it| {
        it.source
            .as_ref()
            .is_none_or(|it| it.code_location().is_none())
    });
    set.map_or_else(
        || "[retention]".to_owned(),
        |it| match it.source.as_ref().and_then(|it| it.file_path()) {
            Some(file) => file.display().to_string(),
            None => it.name.to_string(),
        },
    )
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

    #[test]
    fn a_term_may_be_longer_and_is_refused_where_it_is_nonsense() {
        let longer = "[retention.cases]\nerase_after_months = 120\n";
        let config = in_file(longer).unwrap();
        assert_eq!(config.retention.cases.erase_after_months, 120);
        assert_eq!(config.retention.cases.close_after_months, Some(24));
        for (table, key, allowed) in [
            ("visits", "erase_after_months = 0", "between 1 and 600"),
            ("visits", "erase_after_months = 601", "between 1 and 600"),
            ("visits", "archive_after_months = 25", "between 1 and 24"),
            ("cases", "archive_after_months = 0", "between 1 and 36"),
            ("cases", "close_after_months = 0", "between 1 and 600"),
            ("consents", "erase_after_months = 35", "between 36 and 600"),
            (
                "households",
                "archive_after_months = 3",
                "not for this kind",
            ),
            (
                "appointments",
                "close_after_months = 3",
                "not for this kind",
            ),
        ] {
            let error = in_file(&format!("[retention.{table}]\n{key}\n")).unwrap_err();
            let told = error.to_string();
            let (name, _) = key.split_once(' ').unwrap();
            assert!(told.contains("linli.toml: "), "{told}");
            assert!(
                told.contains(&format!("retention.{table}.{name} ")),
                "{told}"
            );
            assert!(told.contains(allowed), "{told}");
        }
    }

    /// Archived after it would be erased, though only one of the two was set.
    #[test]
    fn a_term_that_a_default_contradicts_is_told_with_the_file_that_set_it() {
        let error = in_file("[retention.visits]\nerase_after_months = 6\n").unwrap_err();
        let told = error.to_string();
        assert!(
            told.contains("linli.toml: retention.visits.archive_after_months"),
            "{told}"
        );
        assert!(told.contains("between 1 and 6 months"), "{told}");
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
