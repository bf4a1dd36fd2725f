//! `linli-server import`

use serde_json::Value;

use super::arguments::Import;
use super::report::Report;
use super::{Console, Failure};
use crate::import::{self, ImportRequest};

pub(super) async fn import(console: &Console, import: Import) -> Result<Report, Failure> {
    let store = console.open()?;
    let request = ImportRequest {
        estate: import.estate,
        households: import.households,
        visits: import.visits,
        cases: import.cases,
        skip_bad: import.skip_bad,
    };
    let report = import::run(store.as_ref(), request, console.environment.now()).await?;
    // So that the first phones do not wait for them.
    store.refresh_packs().await?;
    store.close().await;
    let json = serde_json::to_value(&report).unwrap_or(Value::Null);
    Ok(Report::new(report.to_string(), json))
}
