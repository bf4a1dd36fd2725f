//! The lease: a device that has had no contact with the server for some days locks itself, and opens again
//! after contact. What is recorded and unsent stays, and syncing works while it is locked.

mod seen;

use linli_domain::{Timestamp, limits};
use rusqlite::Connection;

pub(crate) use seen::SeenTime;

use crate::replica::Meta;
use crate::surroundings::Surroundings;
use crate::{Error, Result};

const SECONDS_A_DAY: i64 = 24 * 3600;
/// How much may pass before the time seen is written again, in seconds: reading should not cost a commit.
const NOTED_EVERY_SECONDS: i64 = 600;

/// `meta`: the server's time at the last contact, in seconds.
const CONTACT: &str = "contact";
/// `meta`: `SeenTime`, of which `time` estimates the server's.
const SEEN: &str = "seen";

/// How a replica stands with its server. Before the first contact there is nothing to protect: it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lease {
    contact: Option<Contact>,
    /// The shortest of the replica's estates.
    pub(crate) days: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Contact {
    at: Timestamp,
    seen: SeenTime,
}

impl Lease {
    pub(crate) fn read(connection: &Connection) -> Result<Self> {
        let days = shortest(connection)?;
        let meta = Meta(connection);
        let contact = match (meta.number(CONTACT)?, meta.array(SEEN)?) {
            (Some(at), Some(seen)) => Some(Contact {
                at: Timestamp::clamped(at),
                seen: SeenTime::from_bytes(&seen),
            }),
            _ => None,
        };
        Ok(Self { contact, days })
    }

    /// Until when the replica is open, by the server's time.
    pub(crate) fn open_until(&self) -> Option<Timestamp> {
        let lease = i64::from(self.days) * SECONDS_A_DAY;
        self.contact.map(|contact| contact.at.plus_seconds(lease))
    }

    /// Whether it is locked, at `now` of the device's clock.
    pub(crate) fn is_locked(&self, now: Timestamp) -> bool {
        match (self.contact, self.open_until()) {
            (Some(contact), Some(until)) => contact.seen.at(now).time > until,
            _ => false,
        }
    }

    /// Keeps the latest time seen, so that a clock that is set back does not prolong the lease.
    fn note(&self, connection: &Connection, now: Timestamp) -> Result<()> {
        let Some(contact) = self.contact else {
            return Ok(());
        };
        let passed = now.seconds() - contact.seen.device.seconds();
        let soon = (0..NOTED_EVERY_SECONDS).contains(&passed);
        if passed == 0 || (soon && !self.is_locked(now)) {
            return Ok(());
        }
        match Meta(connection).set(SEEN, &contact.seen.at(now).to_bytes()) {
            // A full disk must not keep anybody from reading.
            Err(Error::DiskFull) => Ok(()),
            noted => noted,
        }
    }
}

/// Lets through while the lease holds.
pub(crate) fn ask(connection: &Connection, surroundings: &dyn Surroundings) -> Result<()> {
    let (lease, now) = (Lease::read(connection)?, surroundings.now());
    lease.note(connection, now)?;
    if !lease.is_locked(now) {
        return Ok(());
    }
    let unsent = connection
        .prepare_cached("SELECT count(*) FROM outbox")?
        .query_row([], |row| row.get(0))?;
    Err(Error::Locked {
        days: lease.days,
        unsent,
    })
}

/// The server has answered: from here on the lease counts anew. Its time is taken as it is, also where it
/// lies before what a wrong clock had made of it.
pub(crate) fn note_contact(
    connection: &Connection,
    now: Timestamp,
    server_time: Timestamp,
) -> Result<()> {
    let seen = SeenTime {
        device: now,
        time: server_time,
    };
    let meta = Meta(connection);
    meta.set_number(CONTACT, server_time.seconds())?;
    meta.set(SEEN, &seen.to_bytes())
}

fn shortest(connection: &Connection) -> Result<u16> {
    let days: Option<u16> = connection
        .prepare_cached("SELECT min(coalesce(lease_days, ?1)) FROM estates")?
        .query_row([limits::LEASE_DAYS_DEFAULT], |row| row.get(0))?;
    Ok(days.unwrap_or(limits::LEASE_DAYS_DEFAULT))
}
