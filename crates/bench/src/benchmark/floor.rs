//! What cannot be beaten by far, measured in the same run: compressed JSON for bytes, bare SQLite for
//! pushes.

use std::path::Path;

use linli_bench::workload::VisitDraft;
use linli_sqlite::{FileKind, Migration, Options, Schema};

use super::clock::Stopwatch;
use super::failure::{Failure, Result};
use super::stage::Stage;

const ZSTD_LEVEL: i32 = 3;

const SCHEMA: Schema = Schema::new(
    FileKind::Server,
    &[Migration {
        version: 1,
        name: "create-visits",
        sql: "CREATE TABLE visits (id BLOB PRIMARY KEY, device INTEGER, household BLOB, at INTEGER,
                  purpose TEXT, outcome TEXT, note TEXT, requests TEXT) STRICT",
    }],
);

/// Bytes of the files as `zstd -3` makes them, each one stream, summed.
pub(crate) fn zstd3_json_bytes(stage: &Stage) -> Result<u64> {
    let mut sum = 0;
    for file in stage.files()? {
        let compressed = zstd::bulk::compress(&file, ZSTD_LEVEL);
        sum += compressed.map_err(Failure::io("compressing"))?.len() as u64;
    }
    Ok(sum)
}

/// Milliseconds for inserting the same visits, each device's in one durable transaction.
pub(crate) fn sqlite_ms(folder: &Path, pushes: &[Vec<VisitDraft>]) -> Result<f64> {
    insert(folder, pushes).map_err(|error| Failure::Floor(error.to_string()))
}

fn insert(folder: &Path, pushes: &[Vec<VisitDraft>]) -> Result<f64, Box<dyn std::error::Error>> {
    let file = folder.join("floor.db");
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
