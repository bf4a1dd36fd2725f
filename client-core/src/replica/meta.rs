//! Single values of the replica.

use linli_domain::Timestamp;
use linli_wire::ServerEpoch;
use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Result, Surroundings};

/// Reads and writes `meta`.
pub(crate) struct Meta<'a>(pub(crate) &'a Connection);

impl Meta<'_> {
    pub(crate) fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        self.read(key)
    }

    pub(crate) fn array<const N: usize>(&self, key: &str) -> Result<Option<[u8; N]>> {
        Ok(self.get(key)?.and_then(|bytes| bytes.try_into().ok()))
    }

    pub(crate) fn text(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .get(key)?
            .and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    pub(crate) fn number(&self, key: &str) -> Result<Option<i64>> {
        Ok(self.array(key)?.map(i64::from_be_bytes))
    }

    pub(crate) fn set(&self, key: &str, value: &[u8]) -> Result<()> {
        self.write(key, value)
    }

    pub(crate) fn set_number(&self, key: &str, value: i64) -> Result<()> {
        self.set(key, &value.to_be_bytes())
    }

    pub(crate) fn remove(&self, key: &str) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM meta WHERE key = ?1")?
            .execute([key])?;
        Ok(())
    }

    /// Server time minus device time, in seconds; 0 before the first answer.
    pub(crate) fn clock_offset(&self) -> Result<i64> {
        Ok(self.number("clock_offset")?.unwrap_or(0))
    }

    /// The server's time as this device estimates it: a phone's own clock may be years off.
    pub(crate) fn server_now(&self, surroundings: &dyn Surroundings) -> Result<Timestamp> {
        Ok(surroundings.now().plus_seconds(self.clock_offset()?))
    }

    pub(crate) fn server_epoch(&self) -> Result<Option<ServerEpoch>> {
        Ok(self.array("server_epoch")?.map(ServerEpoch))
    }

    fn read<T: FromSql>(&self, key: &str) -> Result<Option<T>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    fn write(&self, key: &str, value: impl ToSql) -> Result<()> {
        self.0
            .prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
            .execute(params![key, value])?;
        Ok(())
    }
}
