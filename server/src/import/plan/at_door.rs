//! Who lives behind a door, as the store has it. The store has no index of doors, so a building's
//! households are gone through once; only sheets ask for it.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::command::Dwelling;
use linli_domain::{BuildingId, DocumentKey, FeedId, HouseholdId, Kind};
use linli_wire::FeedPosition;

use super::known::{Held, Known};
use crate::import::error::ImportError;

/// Changes asked for at once.
const TAIL_BYTES: usize = 4 * 1024 * 1024;

impl Known<'_> {
    /// Who lives behind a door, duplicates that were merged away left out.
    pub(super) async fn at_door(
        &mut self,
        building: BuildingId,
        dwelling: &Dwelling,
    ) -> Result<Vec<HouseholdId>, ImportError> {
        if !self.doors.contains_key(&building) {
            let doors = self.doors_of(building).await?;
            self.doors.insert(building, doors);
        }
        let door = (dwelling.unit.to_string(), dwelling.room.to_string());
        Ok(self.doors[&building]
            .get(&door)
            .cloned()
            .unwrap_or_default())
    }

    async fn doors_of(
        &self,
        building: BuildingId,
    ) -> Result<BTreeMap<(String, String), Vec<HouseholdId>>, ImportError> {
        let mut doors: BTreeMap<_, Vec<HouseholdId>> = BTreeMap::new();
        for id in self.households_of(building).await? {
            let key = DocumentKey::Household {
                estate: self.estate,
                building,
                household: id,
            };
            let Held::Here(view) = self.household(&key).await? else {
                continue;
            };
            if let (Some(dwelling), None) = (view.dwelling, view.merged_into) {
                let door = (dwelling.unit, dwelling.room);
                doors.entry(door).or_default().push(id);
            }
        }
        Ok(doors)
    }

    /// Every household document of the building, by the entries of its feed.
    async fn households_of(
        &self,
        building: BuildingId,
    ) -> Result<BTreeSet<HouseholdId>, ImportError> {
        let mut households = BTreeSet::new();
        if !self.exists || !self.buildings.contains_key(&building) {
            return Ok(households);
        }
        let feed = FeedId {
            estate: self.estate,
            building: Some(building),
            kind: Kind::Household,
        };
        let mut seq = 0;
        loop {
            let position = vec![(feed, FeedPosition::At { seq })];
            let tail = self.store.tail(self.estate, position, TAIL_BYTES).await?;
            for entry in &tail.entries {
                if let DocumentKey::Household { household, .. } = entry.document {
                    households.insert(household);
                }
            }
            if tail.newest || tail.reached <= seq {
                return Ok(households);
            }
            seq = tail.reached;
        }
    }
}
