use std::collections::BTreeMap;

use linli_domain::command::Outcome;
use linli_domain::view::{CaseView, Conflict, HouseholdView, ResidentView, VisitRequest};
use linli_domain::{BuildingId, Date, HouseholdId, PersonId, ResidentId, Timestamp, VisitId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::{from_json, parsed};
use crate::replica::Replica;
use crate::{Error, Result};

/// Visits that come with a household.
pub const VISITS_SHOWN: usize = 10;

/// Everything about a household on one screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HouseholdDetails {
    pub household: HouseholdView,
    pub building_name: String,
    /// The newest ones, newest first, also those of duplicates that were merged into this household; at most
    /// [`VISITS_SHOWN`], so that the screen opens as fast after five years as in the first month.
    pub visits: Vec<VisitEntry>,
    /// How many there are; [`Replica::visits_of`] has them all.
    pub visit_count: usize,
    pub cases: Vec<CaseView>,
    pub conflicts: Vec<Conflict>,
    /// Households that were merged into this one.
    pub duplicates: Vec<HouseholdId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VisitEntry {
    pub id: VisitId,
    pub household: HouseholdId,
    pub building: BuildingId,
    pub at: Timestamp,
    pub by: PersonId,
    pub outcome: Option<Outcome>,
    pub purpose: Option<String>,
    pub note: Option<String>,
    pub next_visit_on: Option<Date>,
    pub card: Option<String>,
    pub withdrawn: Option<String>,
    pub met: Vec<ResidentId>,
    pub requests: Vec<VisitRequest>,
}

const VISIT_COLUMNS: &str = "id, household, building, at, made_by, outcome, purpose, note, next_on, card, withdrawn, met, requests";

impl Replica {
    pub fn household(&self, id: HouseholdId) -> Result<HouseholdDetails> {
        let household =
            stored_household(self.reading()?, id)?.ok_or(Error::Unknown("住户 (household)"))?;
        let duplicates = self.duplicates(id)?;
        let ids: Vec<HouseholdId> = [&[id][..], &duplicates].concat();
        let (mut visits, mut visit_count) = (Vec::new(), 0);
        for id in &ids {
            visits.extend(self.newest_visits_of(*id, VISITS_SHOWN)?);
            visit_count += self.visit_count(*id)?;
        }
        visits.sort_by(|a, b| b.at.cmp(&a.at).then(b.id.cmp(&a.id)));
        visits.truncate(VISITS_SHOWN);
        Ok(HouseholdDetails {
            building_name: self.building_name(household.building)?,
            visits,
            visit_count,
            cases: self.cases(&super::CaseFilter {
                household: Some(id),
                ..Default::default()
            })?,
            conflicts: self.conflicts_of(id.into())?,
            duplicates,
            household,
        })
    }

    /// The visits of one household, newest first.
    pub fn visits_of(&self, household: HouseholdId) -> Result<Vec<VisitEntry>> {
        self.newest_visits_of(household, usize::MAX)
    }

    fn newest_visits_of(&self, household: HouseholdId, limit: usize) -> Result<Vec<VisitEntry>> {
        let mut statement = self.reading()?.prepare_cached(&format!(
            "SELECT {VISIT_COLUMNS} FROM visits WHERE household = ?1 ORDER BY at DESC, id DESC LIMIT ?2"
        ))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let visits = statement
            .query_map(params![household.as_bytes(), limit], visit)?
            .collect::<Result<_, _>>()?;
        Ok(visits)
    }

    fn visit_count(&self, household: HouseholdId) -> Result<usize> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT count(*) FROM visits WHERE household = ?1")?;
        let count: u32 = statement.query_row([household.as_bytes()], |row| row.get(0))?;
        Ok(count as usize)
    }

    pub fn visit(&self, id: VisitId) -> Result<VisitEntry> {
        let mut statement = self
            .reading()?
            .prepare_cached(&format!("SELECT {VISIT_COLUMNS} FROM visits WHERE id = ?1"))?;
        let found = statement.query_row([id.as_bytes()], visit).optional()?;
        found.ok_or(Error::Unknown("走访 (visit)"))
    }

    /// The newest visits of a building or, without one, of all that are held here.
    pub fn newest_visits(
        &self,
        building: Option<BuildingId>,
        limit: u32,
    ) -> Result<Vec<VisitEntry>> {
        let mut statement = self.reading()?.prepare_cached(&format!(
            "SELECT {VISIT_COLUMNS} FROM visits WHERE ?1 IS NULL OR building = ?1 ORDER BY at DESC, id DESC LIMIT ?2"
        ))?;
        let visits = statement
            .query_map(params![building.map(|id| *id.as_bytes()), limit], visit)?
            .collect::<Result<_, _>>()?;
        Ok(visits)
    }

    /// Every household held here, in the order of their ids.
    pub fn household_ids(&self) -> Result<Vec<HouseholdId>> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT id FROM households ORDER BY id")?;
        let ids = statement
            .query_map([], |row| row.get(0).map(HouseholdId::from_bytes))?
            .collect::<Result<_, _>>()?;
        Ok(ids)
    }

    /// Households at an address, also merged ones.
    pub fn households_at(
        &self,
        building: BuildingId,
        unit: Option<&str>,
        room: &str,
    ) -> Result<Vec<HouseholdId>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT id FROM households WHERE building = ?1 AND (?2 IS NULL OR unit = ?2) AND room = ?3 ORDER BY id",
        )?;
        let ids = statement
            .query_map(params![building.as_bytes(), unit, room], |row| {
                row.get(0).map(HouseholdId::from_bytes)
            })?
            .collect::<Result<_, _>>()?;
        Ok(ids)
    }

    pub(super) fn duplicates(&self, into: HouseholdId) -> Result<Vec<HouseholdId>> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT id FROM households WHERE merged_into = ?1 ORDER BY id")?;
        let ids = statement
            .query_map([into.as_bytes()], |row| {
                row.get(0).map(HouseholdId::from_bytes)
            })?
            .collect::<Result<_, _>>()?;
        Ok(ids)
    }

    pub(crate) fn building_name(&self, building: BuildingId) -> Result<String> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT name FROM buildings WHERE id = ?1")?;
        let name = statement
            .query_row([building.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(name.unwrap_or_default())
    }
}

/// A household put together from its rows.
pub(crate) fn stored_household(
    connection: &Connection,
    id: HouseholdId,
) -> Result<Option<HouseholdView>> {
    let mut statement = connection.prepare_cached("SELECT view FROM households WHERE id = ?1")?;
    let view: Option<HouseholdView> = statement
        .query_row([id.as_bytes()], |row| from_json(row, 0))
        .optional()?;
    let Some(mut view) = view else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(
        "SELECT id, name, phone, relation, birth_year, gender, notes, moved_in, moved_out, merged_into
         FROM residents WHERE household = ?1",
    )?;
    view.residents = statement
        .query_map([id.as_bytes()], resident)?
        .collect::<Result<BTreeMap<ResidentId, ResidentView>, _>>()?;
    Ok(Some(view))
}

fn resident(row: &Row<'_>) -> rusqlite::Result<(ResidentId, ResidentView)> {
    let gender: Option<String> = row.get(5)?;
    let merged_into: Option<[u8; 16]> = row.get(9)?;
    let view = ResidentView {
        name: row.get(1)?,
        phone: row.get(2)?,
        relation: row.get(3)?,
        birth_year: row.get(4)?,
        gender: gender.and_then(|text| serde_json::from_str(&text).ok()),
        notes: row.get(6)?,
        moved_in: parsed(row, 7)?,
        moved_out: parsed(row, 8)?,
        merged_into: merged_into.map(ResidentId::from_bytes),
    };
    Ok((ResidentId::from_bytes(row.get(0)?), view))
}

fn visit(row: &Row<'_>) -> rusqlite::Result<VisitEntry> {
    Ok(VisitEntry {
        id: VisitId::from_bytes(row.get(0)?),
        household: HouseholdId::from_bytes(row.get(1)?),
        building: BuildingId::from_bytes(row.get(2)?),
        at: Timestamp::clamped(row.get(3)?),
        by: PersonId::from_bytes(row.get(4)?),
        outcome: parsed(row, 5)?,
        purpose: row.get(6)?,
        note: row.get(7)?,
        next_visit_on: parsed(row, 8)?,
        card: row.get(9)?,
        withdrawn: row.get(10)?,
        met: if row.get_ref(11)?.as_str_or_null()?.is_some() {
            from_json(row, 11)?
        } else {
            Vec::new()
        },
        requests: if row.get_ref(12)?.as_str_or_null()?.is_some() {
            from_json(row, 12)?
        } else {
            Vec::new()
        },
    })
}
