//! An open replica, and what a command needs beside it.

use std::collections::BTreeMap;

use linli_client_core::Replica;
use linli_client_core::domain::{BuildingId, Date, HouseholdId, PersonId};

use crate::error::Error;
use crate::files::Files;
use crate::lang::Lang;
use crate::surroundings::{Machine, today};

pub(crate) struct Desk {
    pub(crate) replica: Replica,
    pub(crate) today: Date,
    /// The newest command in the outbox when it was opened.
    before: i64,
}

impl Desk {
    /// Opens the replica that is there. Needs no server and no token.
    pub(crate) fn open(files: &Files) -> Result<Self, Error> {
        Self::with(Replica::open(&files.existing()?, Box::new(Machine))?)
    }

    /// Opens the replica, or makes it with its key.
    pub(crate) fn open_or_make(files: &Files) -> Result<Self, Error> {
        Self::with(Replica::open(&files.existing_or_new()?, Box::new(Machine))?)
    }

    fn with(replica: Replica) -> Result<Self, Error> {
        Ok(Self {
            before: replica.newest_unsent()?,
            replica,
            today: today(),
        })
    }

    /// What was recorded since this was opened and, by what is known here, would be refused for want of a
    /// right: names of commands.
    pub(crate) fn without_right(&mut self) -> Result<Vec<&'static str>, Error> {
        let found = self.replica.without_right(self.before)?;
        Ok(found.into_iter().collect())
    }

    /// `3号楼2单元301`; empty for a household that is not held here.
    pub(crate) fn place(&self, household: HouseholdId) -> Result<String, Error> {
        let found = self.replica.address(household)?;
        Ok(found
            .map(|found| place(&found.building, &found.unit, &found.room))
            .unwrap_or_default())
    }

    /// The household's address or, for what concerns none or all of them, the building's name; empty where it names
    /// neither.
    pub(crate) fn place_of(
        &self,
        household: Option<HouseholdId>,
        building: Option<BuildingId>,
    ) -> Result<String, Error> {
        if let Some(household) = household {
            return self.place(household);
        }
        let mut buildings = self.replica.buildings()?.into_iter();
        let found = buildings.find(|known| Some(known.id) == building);
        Ok(found.map(|building| building.name).unwrap_or_default())
    }

    /// Who is who, for showing who did something.
    pub(crate) fn people(&self) -> Result<People, Error> {
        let mut names = self.replica.names()?;
        if let Some(own) = self.replica.identity()? {
            names.entry(own.person).or_insert(own.name);
        }
        Ok(People(names))
    }
}

/// An address on one line.
pub(crate) fn place(building: &str, unit: &str, room: &str) -> String {
    format!("{building}{unit}{room}")
}

/// Names by person.
pub(crate) struct People(BTreeMap<PersonId, String>);

impl People {
    /// `None` for somebody who is not on the roster: known only by id.
    pub(crate) fn name(&self, person: PersonId) -> Option<String> {
        self.0.get(&person).cloned()
    }
}

/// `name` if there is one; else the beginning of the id.
pub(crate) fn shown(name: Option<&str>, person: PersonId, lang: Lang) -> String {
    match name {
        _ if person == PersonId::OPERATOR => lang.pick("系统导入", "import").to_owned(),
        Some(name) => name.to_owned(),
        None => person.to_string().chars().take(8).collect(),
    }
}
