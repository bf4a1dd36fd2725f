//! The same person twice: who may be one, for a person to decide.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use linli_domain::command::NewResident;
use linli_domain::{BuildingId, EstateId, HouseholdId, ResidentId};
use linli_likeness::{Facts, Index, Likeness, Person};
use rusqlite::Row;
use serde::Serialize;

use crate::Result;
use crate::replica::Replica;

/// Somebody who is written down here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldResident {
    pub resident: ResidentId,
    pub household: HouseholdId,
    pub name: String,
    pub phone: Option<String>,
    /// Its name.
    pub building: String,
    pub unit: String,
    pub room: String,
}

/// Who may be the one that is being written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LikelySame {
    #[serde(flatten)]
    pub held: HeldResident,
    #[serde(flatten)]
    pub likeness: Likeness,
}

/// Two who may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LikelyPair {
    pub one: HeldResident,
    pub other: HeldResident,
    #[serde(flatten)]
    pub likeness: Likeness,
}

/// A row with everything that is compared.
struct Held {
    estate: EstateId,
    gone: bool,
    held: HeldResident,
    person: Person,
}

/// With whom somebody decided that there are two.
struct Parted {
    residents: BTreeSet<(ResidentId, ResidentId)>,
    households: BTreeSet<HouseholdId>,
}

impl Replica {
    /// Who of the estate may be the same as `new` at that door, the likeliest first; also who moved out.
    /// Whoever has the id of `new` is left out, so that it may be asked before saving and after.
    pub fn likely_same(
        &self,
        new: &NewResident,
        building: BuildingId,
        unit: &str,
        room: &str,
    ) -> Result<Vec<LikelySame>> {
        let mut all = self.held_residents()?;
        let estate = self.estates_of_buildings()?.get(&building).copied();
        all.retain(|it| Some(it.estate) == estate && it.held.resident != new.id);
        let person = Person::new(Facts {
            name: new.name.to_string(),
            phone: new.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            birth_year: new.birth_year,
            gender: new.gender,
            relation: new.relation.as_ref().map(|it| it.as_str().to_owned()),
            building,
            door: Facts::door(unit, room),
        });
        let found = index(&all).like(&person).into_iter();
        Ok(found
            .map(|(at, likeness)| LikelySame {
                held: all[at].held.clone(),
                likeness,
            })
            .collect())
    }

    /// Who of those held here may be written down twice, the likeliest first. Left out are those who
    /// moved out or were merged, and pairs that were merged and taken apart again: somebody decided
    /// that they are two. Reads the documents of those pairs, and so takes the replica for itself.
    pub fn duplicates(&mut self) -> Result<Vec<LikelyPair>> {
        let mut all = self.held_residents()?;
        all.retain(|it| !it.gone);
        let mut parted = BTreeMap::new();
        let mut pairs = Vec::new();
        for pair in index(&all).pairs() {
            let (one, other) = (&all[pair.one], &all[pair.other]);
            if one.estate == other.estate && !self.are_two(&one.held, &other.held, &mut parted)? {
                pairs.push(LikelyPair {
                    one: one.held.clone(),
                    other: other.held.clone(),
                    likeness: pair.likeness,
                });
            }
        }
        Ok(pairs)
    }

    /// Whether somebody decided so, by taking the two or their households apart.
    fn are_two(
        &mut self,
        one: &HeldResident,
        other: &HeldResident,
        known: &mut BTreeMap<HouseholdId, Parted>,
    ) -> Result<bool> {
        for (own, another) in [(one, other), (other, one)] {
            let parted = match known.entry(own.household) {
                Entry::Occupied(found) => found.into_mut(),
                Entry::Vacant(place) => place.insert(self.parted(own.household)?),
            };
            if parted.residents.contains(&(own.resident, another.resident))
                || parted.households.contains(&another.household)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn parted(&mut self, household: HouseholdId) -> Result<Parted> {
        self.act(|work| {
            let key = work.document_key(household)?;
            let layers = work.layers(&key)?;
            let document = layers.visible();
            Ok(Parted {
                residents: document.parted_residents(),
                households: document.parted_households(),
            })
        })
    }

    /// In the order of their ids, without those who were merged or whose household was.
    fn held_residents(&self) -> Result<Vec<Held>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT r.id, r.household, r.name, r.phone, r.relation, r.birth_year, r.gender, r.moved_out IS NOT NULL,
                    h.estate, h.building, coalesce(b.name, ''), h.unit, h.room
             FROM residents r JOIN households h ON h.id = r.household
             LEFT JOIN buildings b ON b.id = h.building
             WHERE r.merged_into IS NULL AND h.merged_into IS NULL ORDER BY r.id",
        )?;
        let all = statement.query_map([], held)?.collect::<Result<_, _>>()?;
        Ok(all)
    }

    fn estates_of_buildings(&self) -> Result<BTreeMap<BuildingId, EstateId>> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT id, estate FROM buildings")?;
        let estates = statement
            .query_map([], |row| {
                let (building, estate) = (row.get(0)?, row.get(1)?);
                Ok((
                    BuildingId::from_bytes(building),
                    EstateId::from_bytes(estate),
                ))
            })?
            .collect::<Result<_, _>>()?;
        Ok(estates)
    }
}

fn index(all: &[Held]) -> Index {
    let mut index = Index::default();
    for it in all {
        index.add(it.person.clone());
    }
    index
}

fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    let gender: Option<String> = row.get(6)?;
    let held = HeldResident {
        resident: ResidentId::from_bytes(row.get(0)?),
        household: HouseholdId::from_bytes(row.get(1)?),
        name: row.get(2)?,
        phone: row.get(3)?,
        building: row.get(10)?,
        unit: row.get(11)?,
        room: row.get(12)?,
    };
    let person = Person::new(Facts {
        name: held.name.clone(),
        phone: held.phone.clone(),
        relation: row.get(4)?,
        birth_year: row.get(5)?,
        gender: gender.and_then(|text| serde_json::from_str(&text).ok()),
        building: BuildingId::from_bytes(row.get(9)?),
        door: Facts::door(&held.unit, &held.room),
    });
    Ok(Held {
        estate: EstateId::from_bytes(row.get(8)?),
        gone: row.get(7)?,
        held,
        person,
    })
}
