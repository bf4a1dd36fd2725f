//! `linli-server key rotate|list`

use serde_json::json;

use super::report::Report;
use super::{Console, Failure};
use crate::identity::keys;

/// A running server signs with it within seconds.
pub(super) async fn rotate(console: &Console, at_once: bool) -> Result<Report, Failure> {
    let store = console.open()?;
    let key = keys::new_key(console.environment.as_ref())?;
    let kid = key.kid.clone();
    let text = if at_once {
        store.replace_token_keys(key).await?;
        format!(
            "已换用新密钥 {kid}，旧令牌全部失效 (a new key signs; all tokens of old ones are void)"
        )
    } else {
        store.add_token_key(key).await?;
        format!(
            "已换用新密钥 {kid}；旧令牌到期前仍有效 (a new key signs; tokens of the old one are good until they expire)"
        )
    };
    store.close().await;
    Ok(Report::new(text, json!({ "kid": kid })))
}

pub(super) async fn list(console: &Console) -> Result<Report, Failure> {
    let store = console.open()?;
    let keys = store.token_keys().await?;
    store.close().await;
    let lines: Vec<String> = keys
        .iter()
        .map(|key| format!("{}  {}", key.kid, key.created_at))
        .collect();
    let json = keys
        .iter()
        .map(|key| json!({ "kid": key.kid, "created_at": key.created_at }))
        .collect();
    Ok(Report::new(lines.join("\n"), json))
}
