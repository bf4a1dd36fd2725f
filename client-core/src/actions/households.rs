use linli_domain::command::{Consent, Dwelling, NewResident, RegisterHousehold};
use linli_domain::text::Label;
use linli_domain::{BuildingId, Command, DocumentKey, HouseholdId, ResidentId};

use crate::replica::Replica;
use crate::surroundings::new_uuid;
use crate::{Error, Result};

/// A household at its first entry.
#[derive(Debug, Clone)]
pub struct NewHousehold {
    pub building: BuildingId,
    pub dwelling: Dwelling,
    pub residents: Vec<NewResident>,
    pub tags: Vec<Label>,
    pub consents: Vec<Consent>,
}

impl Replica {
    pub fn register_household(&mut self, new: NewHousehold) -> Result<HouseholdId> {
        let household = HouseholdId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let estate = work.estate_of_building(new.building)?;
            let document = DocumentKey::Household {
                estate,
                building: new.building,
                household,
            };
            let command = RegisterHousehold {
                dwelling: new.dwelling,
                residents: new.residents,
                tags: new.tags,
                consents: new.consents,
            };
            work.execute(&document, command.into())?;
            Ok(household)
        })
    }

    /// Gives a command to a household that is held here.
    pub fn update_household(
        &mut self,
        household: HouseholdId,
        command: impl Into<Command>,
    ) -> Result<()> {
        let command = command.into();
        self.act(|work| {
            let document = work.document_key(household)?;
            work.execute(&document, command).map(drop)
        })
    }

    /// A fresh id for a resident that is about to be written down.
    pub fn new_resident_id(&self) -> ResidentId {
        ResidentId(new_uuid(&*self.surroundings))
    }

    /// The household in which a resident is.
    pub fn household_of_resident(&self, resident: ResidentId) -> Result<HouseholdId> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT household FROM residents WHERE id = ?1")?;
        let found = statement
            .query_map([resident.as_bytes()], |row| row.get(0))?
            .next()
            .transpose()?;
        found
            .map(HouseholdId::from_bytes)
            .ok_or(Error::Unknown("居民 (resident)"))
    }
}
