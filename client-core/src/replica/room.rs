//! How much room the file may take.

use super::Replica;
use crate::Result;

/// Of SQLCipher, and of every file that we make.
const PAGE_BYTES: u64 = 4_096;

impl Replica {
    /// Bounds how large the file may grow, for hosts that are granted a quota (a browser, a shared phone);
    /// `None`: as large as the disk allows. What needs more fails with `DiskFull`, and everything is as
    /// before. A bound below the present size only keeps the file from growing. Holds until the replica is
    /// dropped; the write-ahead log, at most a few megabytes, is not counted.
    pub fn bound_file(&mut self, bytes_max: Option<u64>) -> Result<()> {
        let pages = bytes_max.map_or(u64::from(u32::MAX) - 1, |bytes| (bytes / PAGE_BYTES).max(1));
        let sql = format!("PRAGMA max_page_count = {pages}");
        self.connection.query_row(&sql, [], |_| Ok(()))?;
        Ok(())
    }
}
