//! Which household a visit or a case means.

use std::collections::BTreeMap;

use linli_domain::command::Dwelling;
use linli_domain::{BuildingId, HouseholdId};

use super::known::Known;
use crate::import::error::ImportError;
use crate::import::facts::HouseholdRef;
use crate::import::reason::Reason;

/// The households of this import, and those of the store that were asked for.
#[derive(Default)]
pub(super) struct Doors {
    buildings: BTreeMap<HouseholdId, Option<BuildingId>>,
    at_door: BTreeMap<(BuildingId, Dwelling), Vec<HouseholdId>>,
}

impl Doors {
    pub(super) fn add(&mut self, id: HouseholdId, building: BuildingId, dwelling: &Dwelling) {
        self.buildings.insert(id, Some(building));
        let door = (building, dwelling.clone());
        self.at_door.entry(door).or_default().push(id);
    }

    /// The household and its building.
    pub(super) async fn find(
        &mut self,
        named: &HouseholdRef,
        known: &mut Known<'_>,
    ) -> Result<Result<(HouseholdId, BuildingId), Reason>, ImportError> {
        match named {
            HouseholdRef::Id(id) => {
                let building = self.building_of(*id, known).await?;
                Ok(building
                    .map(|building| (*id, building))
                    .ok_or(Reason::UnknownHousehold))
            }
            HouseholdRef::Door { building, dwelling } => {
                let building = known.building(building);
                let mut found = known.at_door(building, dwelling).await?;
                let door = (building, dwelling.clone());
                found.extend(self.at_door.get(&door).into_iter().flatten());
                found.sort_unstable();
                found.dedup();
                Ok(match *found.as_slice() {
                    [] => Err(Reason::UnknownHousehold),
                    [id] => Ok((id, building)),
                    _ => Err(Reason::AmbiguousHousehold),
                })
            }
        }
    }

    async fn building_of(
        &mut self,
        id: HouseholdId,
        known: &Known<'_>,
    ) -> Result<Option<BuildingId>, ImportError> {
        if let Some(building) = self.buildings.get(&id) {
            return Ok(*building);
        }
        let building = known.home_of(id).await?;
        self.buildings.insert(id, building);
        Ok(building)
    }
}
