//! The estates of the day: as many heads each as in the field, where 165 estates have 1,000.

use std::fs;
use std::path::Path;

use linli_bench::workload::{self, Size, VisitDraft, Workload};

use super::super::super::failure::{Failure, Result};
use super::super::super::server::{Console, Role};
use super::super::super::stage::SEED;

/// Two in each building: they write into the same documents.
pub(super) const HEADS: usize = 6;
const BUILDINGS: u32 = 3;

pub(super) struct Estate {
    pub(super) number: usize,
    heads: Vec<String>,
    /// With which each head's device joins.
    pub(super) codes: Vec<String>,
}

impl Estate {
    /// Imports the estate and appoints its heads. `rows` is used for the import and deleted.
    pub(super) fn found(
        console: &Console,
        rows: &Path,
        number: usize,
        heads: usize,
    ) -> Result<Self> {
        let name = format!("{number}号小区");
        let workload = workload_of(number);
        workload.write(rows)?;
        console.import(&name, rows)?;
        fs::remove_dir_all(rows).map_err(Failure::io("deleting rows"))?;
        let buildings = workload.buildings();
        let mut estate = Self {
            number,
            heads: Vec::new(),
            codes: Vec::new(),
        };
        for head in 0..heads {
            let building = Role::HeadOf(buildings[head % buildings.len()]);
            let person = console.appoint(&name, &format!("楼长{head}"), building)?;
            estate.codes.push(console.invite(&person)?);
            estate.heads.push(person);
        }
        Ok(estate)
    }

    /// What each head records. Made anew when asked for: of all estates it would fill the memory.
    pub(super) fn plans(&self) -> Vec<Vec<VisitDraft>> {
        let workload = workload_of(self.number);
        workload::rush(SEED, &workload, self.heads.len())
    }

    /// The head who is number `head` here works in this building, counted from 0.
    pub(super) fn building_of(head: usize) -> usize {
        head % BUILDINGS as usize
    }

    /// The person who is the first head.
    pub(super) fn first_head(&self) -> &str {
        &self.heads[0]
    }

    /// Visits of the record in the first head's building.
    pub(super) fn visits_before(&self) -> usize {
        let workload = workload_of(self.number);
        let building = workload.buildings()[0];
        let here = |household: &uuid::Uuid| {
            let mut homes = workload.households.iter();
            homes.any(|it| it.id == *household && it.building == building)
        };
        let visits = workload.visits.iter();
        visits.filter(|it| here(&it.household_id)).count()
    }
}

fn workload_of(number: usize) -> Workload {
    Workload::generate(&Size {
        buildings: BUILDINGS,
        households_per_building: 50,
        visits: 150,
        cases: 10,
        from: "2026-02".parse().expect("a month"),
        months: 1,
        ..Size::standard(SEED + number as u64)
    })
}
