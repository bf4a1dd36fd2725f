use linli_domain::command::Outcome;
use linli_domain::{BuildingId, Date, EstateId, HouseholdId, PersonId, Timestamp};
use rusqlite::Row;
use serde::Serialize;

use super::parsed;
use crate::Result;
use crate::replica::Replica;

/// Days after which a household is due again when no next visit was agreed.
const USUAL_INTERVAL_DAYS: i32 = 30;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BuildingSummary {
    pub id: BuildingId,
    pub estate: EstateId,
    pub name: String,
    /// Registered households that are not merged away.
    pub households: u32,
    pub visits: u32,
    pub open_cases: u32,
}

/// A door of the building list: who lives there, when they were last seen, whether a visit is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Door {
    pub household: HouseholdId,
    pub unit: String,
    pub room: String,
    /// Names of the residents who live there.
    pub residents: Vec<String>,
    pub do_not_visit: bool,
    pub last_visit: Option<LastVisit>,
    pub due: Due,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastVisit {
    pub at: Timestamp,
    pub outcome: Outcome,
    pub by: PersonId,
    pub next_visit_on: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// The household asks not to be visited.
    NotWanted,
    NeverVisited,
    /// Since that day (today, or before).
    Since(Date),
    /// Not before that day.
    On(Date),
}

impl Replica {
    pub fn buildings(&self) -> Result<Vec<BuildingSummary>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT id, estate, name,
                 (SELECT count(*) FROM households WHERE building = buildings.id AND merged_into IS NULL),
                 (SELECT count(*) FROM visits WHERE building = buildings.id AND withdrawn IS NULL),
                 (SELECT count(*) FROM cases WHERE building = buildings.id AND status = 'open')
             FROM buildings",
        )?;
        let mut buildings: Vec<BuildingSummary> = statement
            .query_map([], |row| {
                Ok(BuildingSummary {
                    id: BuildingId::from_bytes(row.get(0)?),
                    estate: EstateId::from_bytes(row.get(1)?),
                    name: row.get(2)?,
                    households: row.get(3)?,
                    visits: row.get(4)?,
                    open_cases: row.get(5)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        buildings.sort_by(|a, b| by_number(&a.name, &b.name));
        Ok(buildings)
    }

    /// The doors of a building, by unit and room. `today` decides what is due.
    pub fn doors(&self, building: BuildingId, today: Date) -> Result<Vec<Door>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT h.id, h.unit, h.room, h.do_not_visit, v.at, v.outcome, v.made_by, v.next_on,
                 (SELECT group_concat(name, char(31)) FROM residents
                  WHERE household = h.id AND moved_out IS NULL AND merged_into IS NULL)
             FROM households h
             LEFT JOIN visits v ON v.id = (SELECT id FROM visits WHERE household = h.id AND withdrawn IS NULL
                                           ORDER BY at DESC LIMIT 1)
             WHERE h.building = ?1 AND h.merged_into IS NULL",
        )?;
        let mut doors: Vec<Door> = statement
            .query_map([building.as_bytes()], |row| door(row, today))?
            .collect::<Result<_, _>>()?;
        doors.sort_by(|a, b| by_number(&a.unit, &b.unit).then_with(|| by_number(&a.room, &b.room)));
        Ok(doors)
    }
}

fn door(row: &Row<'_>, today: Date) -> rusqlite::Result<Door> {
    let last_visit = match (row.get::<_, Option<i64>>(4)?, parsed(row, 5)?) {
        (Some(at), Some(outcome)) => Some(LastVisit {
            at: Timestamp::clamped(at),
            outcome,
            by: PersonId::from_bytes(row.get(6)?),
            next_visit_on: parsed(row, 7)?,
        }),
        _ => None,
    };
    let do_not_visit = row.get(3)?;
    let names: Option<String> = row.get(8)?;
    Ok(Door {
        household: HouseholdId::from_bytes(row.get(0)?),
        unit: row.get(1)?,
        room: row.get(2)?,
        residents: names
            .map(|names| names.split('\u{1f}').map(str::to_owned).collect())
            .unwrap_or_default(),
        do_not_visit,
        due: due(do_not_visit, last_visit.as_ref(), today),
        last_visit,
    })
}

fn due(do_not_visit: bool, last: Option<&LastVisit>, today: Date) -> Due {
    if do_not_visit {
        return Due::NotWanted;
    }
    let Some(last) = last else {
        return Due::NeverVisited;
    };
    let next = last
        .next_visit_on
        .unwrap_or_else(|| last.at.date().plus_days(USUAL_INTERVAL_DAYS));
    if next <= today {
        Due::Since(next)
    } else {
        Due::On(next)
    }
}

/// `2号楼` before `10号楼`: by the first number in the text, then by the text.
fn by_number(a: &str, b: &str) -> std::cmp::Ordering {
    let number = |text: &str| {
        let digits: String = text
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<u64>().unwrap_or(u64::MAX)
    };
    number(a).cmp(&number(b)).then_with(|| a.cmp(b))
}
