//! The contract on the SQLite store.

use std::sync::Arc;

use linli_server::store::Store;
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_wire::ServerEpoch;
use tempfile::TempDir;

pub(crate) const FRESH: Fresh = Fresh {
    server_epoch: ServerEpoch(*b"epoch  1"),
    console_nonce: [1; 16],
};

async fn fresh() -> (Arc<dyn Store>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open_or_create(&folder.path().join("linli.db"), FRESH).unwrap();
    (Arc::new(store), folder)
}

crate::contract::store_contract!(fresh);
