//! What cannot be beaten by far, measured in the same run: compressed JSON for bytes, bare SQLite for
//! pushes.

mod log;
mod visits;

use super::failure::{Failure, Result};
use super::stage::Stage;

pub(crate) use log::log_ms;
pub(crate) use visits::visits_ms;

const ZSTD_LEVEL: i32 = 3;

/// Bytes of the files as `zstd -3` makes them, each one stream, summed.
pub(crate) fn zstd3_json_bytes(stage: &Stage) -> Result<u64> {
    let mut sum = 0;
    for file in stage.files()? {
        let compressed = zstd::bulk::compress(&file, ZSTD_LEVEL);
        sum += compressed.map_err(Failure::io("compressing"))?.len() as u64;
    }
    Ok(sum)
}
