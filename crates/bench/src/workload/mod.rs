//! The standard workload: one estate's register, visits and cases, invented from a seed.
//!
//! The same [`Size`] gives the same bytes on every platform: no floating point, no hash map, no clock,
//! and the only thing taken from a foreign generator is its stream of 64-bit words. Each kind of
//! row draws from a stream of its own, so that more visits do not change the households.

mod arguments;
mod cases;
mod day;
mod draw;
mod files;
mod households;
mod names;
mod period;
mod prose;
mod residents;
mod size;
mod visits;
mod words;

pub use arguments::Arguments;
pub use day::{CaseNote, PhoneEdit, VisitDraft, WorkingDay, arrivals, rush, working_day};
pub use files::{CASES, FileError, HOUSEHOLDS, VISITS};
pub use size::Size;

use linli_domain::exchange::{CaseRow, HouseholdRow, VisitRow};

use draw::{Draw, Stream};

/// An estate as rows, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// By building, unit, room.
    pub households: Vec<HouseholdRow>,
    /// By household, then by time.
    pub visits: Vec<VisitRow>,
    /// In the order in which they were numbered: the buildings take turns.
    pub cases: Vec<CaseRow>,
}

impl Workload {
    /// # Panics
    /// Without households there is nobody to visit: when `size` asks for visits or cases all the same.
    pub fn generate(size: &Size) -> Self {
        let volunteers = volunteers(size);
        let households = households::generate(size);
        assert!(
            !households.is_empty() || (size.visits == 0 && size.cases == 0),
            "visits and cases need at least one household"
        );
        let visits = visits::generate(size, &households, &volunteers);
        let cases = cases::generate(size, &households, &volunteers);
        Self {
            households,
            visits,
            cases,
        }
    }

    /// Labels of the buildings, in the order of the register.
    pub fn buildings(&self) -> Vec<&str> {
        let mut buildings: Vec<&str> = Vec::new();
        for household in &self.households {
            if !buildings.contains(&household.building.as_str()) {
                buildings.push(&household.building);
            }
        }
        buildings
    }
}

/// Who made the visits and worked on the cases: ids that no register knows, as in an office's old records.
fn volunteers(size: &Size) -> Vec<uuid::Uuid> {
    const PER_BUILDING: u32 = 10;
    let mut draw = Draw::new(size.seed, Stream::Volunteers);
    (0..size.buildings.max(1) * PER_BUILDING)
        .map(|_| draw.uuid())
        .collect()
}
