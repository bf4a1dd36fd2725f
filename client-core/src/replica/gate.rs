//! The one gate between the register and whoever wants to see it or write into it.

use rusqlite::Connection;

use super::{Replica, Work};
use crate::{Result, lease};

impl Replica {
    /// For queries. The connection is not to be had another way by whoever shows something to a person.
    ///
    /// # Errors
    /// `Locked` while the lease does not hold.
    pub(crate) fn reading(&self) -> Result<&Connection> {
        lease::ask(&self.connection, &*self.surroundings)?;
        Ok(&self.connection)
    }

    /// For what a person does: `transact`, behind the gate.
    ///
    /// # Errors
    /// `Locked` while the lease does not hold.
    pub(crate) fn act<T>(&mut self, work: impl FnOnce(&mut Work<'_>) -> Result<T>) -> Result<T> {
        lease::ask(&self.connection, &*self.surroundings)?;
        self.transact(work)
    }

    /// For what goes on while the replica is locked: syncing, saying how it stands, taking unsent work out.
    /// Whoever calls it from `query`, `actions` or `export` stands in the list of `stories::lease`.
    pub(crate) fn past_the_lease(&self) -> &Connection {
        &self.connection
    }
}
