//! `linli-server init`

use serde_json::json;

use super::report::Report;
use super::{Console, Failure};
use crate::identity::keys;

/// Safe to run again: what is there stays.
pub(super) async fn init(console: &Console) -> Result<Report, Failure> {
    let data = &console.config.data;
    let environment = console.environment.as_ref();
    let store = console.backend.open_or_create(data, environment)?;
    let new_key = store.token_keys().await?.is_empty();
    if new_key {
        store.add_token_key(keys::new_key(environment)?).await?;
    }
    store.close().await;
    let data = data.display().to_string();
    let text = if new_key {
        format!(
            "已在 {data} 建立数据库和密钥 (made the database and keys)\n下一步 (next): linli-server estate import FILE --data {data}"
        )
    } else {
        format!("{data} 已经建立过，保持原样 (was initialised before; left as it is)")
    };
    Ok(Report::new(text, json!({ "data": data, "new": new_key })))
}
