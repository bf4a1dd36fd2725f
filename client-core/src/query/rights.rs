//! What this person may do, by the same table as the server judges: for hiding what would be refused, and
//! saying why. Only the server's verdict counts.

use std::collections::BTreeSet;

use linli_domain::rights::{self, Grant};
use linli_domain::view::DirectoryView;
use linli_domain::{BuildingId, Command, DocumentKey, EstateId, Kind, Level, Role};
use serde::Serialize;

use crate::replica::{Replica, Work, decode_key};
use crate::{Error, Result};

/// What one appointment of this person allows now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allowed {
    pub role: Role,
    pub level: Level,
    pub estate: EstateId,
    /// Unset: the whole estate.
    pub building: Option<BuildingId>,
    pub reads: Vec<Kind>,
    /// Names of commands.
    pub gives: BTreeSet<&'static str>,
}

impl Replica {
    /// What this person's appointments that hold today allow in an estate, as its directory and those above it
    /// say, so far as they are held here.
    pub fn allowed(&mut self, estate: EstateId) -> Result<Vec<Allowed>> {
        self.act(|work| {
            let today = work.server_now()?.date();
            let grants = work.grants(estate)?;
            let held = grants.iter().filter(|grant| grant.holds_on(today));
            Ok(held.filter_map(allowed).collect())
        })
    }

    /// Whether the server, by what is known here, would refuse `command` for want of a right.
    ///
    /// # Errors
    /// `Refused` with `NoRight`.
    pub fn would_be_let(&mut self, document: &DocumentKey, command: &Command) -> Result<()> {
        self.act(|work| work.would_be_let(document, command))
    }

    /// The names of the commands in the outbox behind number `since` that the server, by what is known here,
    /// would refuse for want of a right. They are recorded all the same: what is known here may be old.
    pub fn without_right(&mut self, since: i64) -> Result<BTreeSet<&'static str>> {
        self.act(|work| {
            let mut refused = BTreeSet::new();
            for (document, command) in work.given_since(since)? {
                match work.would_be_let(&document, &command) {
                    Ok(()) => {}
                    Err(Error::Refused(_)) => drop(refused.insert(command.name())),
                    Err(error) => return Err(error),
                }
            }
            Ok(refused)
        })
    }

    /// Whether this person, by what is known here, decides on work of an estate that waits for a secretary.
    pub fn decides_in(&mut self, estate: EstateId) -> Result<bool> {
        self.act(|work| {
            let today = work.server_now()?.date();
            Ok(rights::decides_in(&work.grants(estate)?, estate, today))
        })
    }
}

fn allowed(grant: &Grant) -> Option<Allowed> {
    let row = rights::Row::of(grant.role).filter(|row| row.levels.contains(&grant.level))?;
    Some(Allowed {
        role: grant.role,
        level: grant.level,
        estate: grant.estate,
        building: grant.building,
        reads: row
            .reads
            .iter()
            .copied()
            .filter(|it| grant.reaches(*it))
            .collect(),
        gives: Command::NAMES
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| grant.gives(name))
            .collect(),
    })
}

impl Work<'_> {
    fn would_be_let(&mut self, document: &DocumentKey, command: &Command) -> Result<()> {
        let today = self.server_now()?.date();
        let author = self.person()?;
        let grants = self.grants(document.estate())?;
        let directory = self.directory(document.estate())?;
        let known = |id| {
            let view = directory.as_ref()?.appointments.get(&id)?;
            Some((view.role, view.person))
        };
        let deed = rights::Deed {
            document,
            command,
            appointment: rights::About::of(command).and_then(|about| about.resolve(known)),
        };
        rights::may_send(&grants, author, &deed, today).map_err(|code| Error::Refused(code.into()))
    }

    fn given_since(&self, since: i64) -> Result<Vec<(DocumentKey, Command)>> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT name, command FROM outbox WHERE number > ?1 ORDER BY number")?;
        let rows = statement.query_map([since], |row| {
            Ok((decode_key(row, 0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        let mut given = Vec::new();
        for row in rows {
            let (document, bytes) = row?;
            given.push((document, Command::from_bytes(&bytes)?));
        }
        Ok(given)
    }

    pub(super) fn directory(&mut self, estate: EstateId) -> Result<Option<DirectoryView>> {
        let layers = self.layers(&DocumentKey::Directory { estate })?;
        Ok(layers.visible().directory())
    }

    /// Whether any of this person's appointments that hold today gives the command in some part of the estate.
    pub(super) fn is_given(&mut self, estate: EstateId, command: &str) -> Result<bool> {
        let today = self.server_now()?.date();
        let grants = self.grants(estate)?;
        let mut held = grants.iter().filter(|grant| grant.holds_on(today));
        Ok(held.any(|grant| grant.gives(command)))
    }

    fn grants(&mut self, estate: EstateId) -> Result<Vec<Grant>> {
        let person = self.person()?;
        rights::climb(estate, |place| {
            let view = self.directory(place)?;
            Ok(view.map(|view| {
                let appointments = view.appointments.values();
                let within = (estate, place == estate);
                rights::Rung::new((view.level, view.parent), appointments, person, within)
            }))
        })
    }
}
