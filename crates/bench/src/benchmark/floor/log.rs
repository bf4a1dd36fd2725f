//! The very rows that the server wrote into its log, in the same table with the same indexes: what is left when nothing
//! is judged, executed, signed or sent.

use std::path::Path;

use linli_sqlite::{FileKind, Migration, Options, Schema};

use super::super::clock::Stopwatch;
use super::super::failure::{Failure, Result};

/// The log's own table comes from the server's file.
const SCHEMA: Schema = Schema::new(
    FileKind::Server,
    &[Migration {
        version: 1,
        name: "nothing-yet",
        sql: "",
    }],
);

/// Milliseconds for inserting all that devices have in the log of `server`, each device's in one durable transaction.
pub(crate) fn log_ms(folder: &Path, server: &Path) -> Result<f64> {
    insert(folder, server).map_err(|error| Failure::Floor(error.to_string()))
}

fn insert(folder: &Path, server: &Path) -> Result<f64, Box<dyn std::error::Error>> {
    let mut connection = linli_sqlite::open(&folder.join("log.db"), &Options::server(), &SCHEMA)?;
    connection.execute("ATTACH ?1 AS server", [server.display().to_string()])?;
    let made: Vec<String> = connection
        .prepare("SELECT sql FROM server.sqlite_master WHERE tbl_name = 'log' AND sql IS NOT NULL ORDER BY type DESC")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // What the log refers to is not copied.
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY")?;
    connection.execute_batch(&made.join(";"))?;
    connection.execute_batch(
        "CREATE TEMP TABLE pushed AS SELECT * FROM server.log WHERE device IS NOT NULL ORDER BY seq;
         CREATE INDEX temp.pushed_by_device ON pushed (device)",
    )?;
    let devices: Vec<Vec<u8>> = connection
        .prepare("SELECT DISTINCT device FROM temp.pushed")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let watch = Stopwatch::start();
    for device in devices {
        let transaction = connection.transaction()?;
        transaction
            .prepare_cached("INSERT INTO main.log SELECT * FROM temp.pushed WHERE device = ?1")?
            .execute([device])?;
        transaction.commit()?;
    }
    Ok(watch.ms())
}
