//! Nothing but the visits, in a table without an index.

use std::path::Path;

use linli_bench::workload::VisitDraft;
use linli_sqlite::{FileKind, Migration, Options, Schema};

use super::super::clock::Stopwatch;
use super::super::failure::{Failure, Result};

const SCHEMA: Schema = Schema::new(
    FileKind::Server,
    &[Migration {
        version: 1,
        name: "create-visits",
        sql: "CREATE TABLE visits (id BLOB PRIMARY KEY, device INTEGER, household BLOB, at INTEGER,
                  purpose TEXT, outcome TEXT, note TEXT, requests TEXT) STRICT",
    }],
);

/// Milliseconds for inserting the same visits, each device's in one durable transaction.
pub(crate) fn visits_ms(folder: &Path, pushes: &[Vec<VisitDraft>]) -> Result<f64> {
    insert(folder, pushes).map_err(|error| Failure::Floor(error.to_string()))
}

fn insert(folder: &Path, pushes: &[Vec<VisitDraft>]) -> Result<f64, Box<dyn std::error::Error>> {
    let file = folder.join("visits.db");
    let mut connection = linli_sqlite::open(&file, &Options::server(), &SCHEMA)?;
    let watch = Stopwatch::start();
    for (device, visits) in (0_i64..).zip(pushes) {
        let transaction = connection.transaction()?;
        for visit in visits {
            let mut statement = transaction
                .prepare_cached("INSERT INTO visits VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
            statement.execute((
                visit.id.as_bytes(),
                device,
                visit.household.as_bytes(),
                visit.at.seconds(),
                &visit.purpose,
                visit.outcome.as_str(),
                &visit.note,
                visit.requests.join("\n"),
            ))?;
        }
        transaction.commit()?;
    }
    Ok(watch.ms())
}
