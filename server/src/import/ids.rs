//! Ids for rows that bring none: UUIDv5 from facts that do not change, so that the same file twice
//! names the same things.

use linli_domain::command::Dwelling;
use linli_domain::{
    BuildingId, CaseId, EstateId, EventId, HouseholdId, PersonId, ResidentId, VisitId,
};
use uuid::Uuid;

use super::facts::{CaseFacts, VisitFacts, VisitorRef};

/// The namespace of everything that an import names by itself.
const NAMESPACE: Uuid = Uuid::from_u128(0x4c69_6e6c_6900_8000_8000_696d_706f_7274);

pub(super) fn estate(name: &str) -> EstateId {
    EstateId(Uuid::new_v5(
        &NAMESPACE,
        format!("estate/{name}").as_bytes(),
    ))
}

/// A household is where it lives: a register in a sheet knows no other name for it.
pub(super) fn household(building: BuildingId, dwelling: &Dwelling) -> HouseholdId {
    // A tab parts unit and room: no text that people enter has one.
    let door = format!("household/{}\t{}", dwelling.unit, dwelling.room);
    HouseholdId(Uuid::new_v5(&building.0, door.as_bytes()))
}

/// `nth` tells namesakes of one year apart, in the order of the file.
pub(super) fn resident(
    household: HouseholdId,
    name: &str,
    birth_year: Option<u16>,
    nth: usize,
) -> ResidentId {
    let year = birth_year.map_or_else(String::new, |year| year.to_string());
    let facts = format!("resident/{name}\t{year}\t{nth}");
    ResidentId(Uuid::new_v5(&household.0, facts.as_bytes()))
}

/// What makes a visit this one: to whom, when, by whom, what for. Its note may still be corrected.
pub(super) fn visit_facts(household: HouseholdId, visit: &VisitFacts) -> String {
    let visitor = match &visit.visitor {
        Some(VisitorRef::Id(id)) => id.to_string(),
        Some(VisitorRef::Name(name)) => name.to_string(),
        None => String::new(),
    };
    let purpose = visit.purpose.as_deref().unwrap_or_default();
    format!(
        "visit/{household}\t{}\t{visitor}\t{purpose}",
        visit.at.seconds()
    )
}

/// `nth` tells visits with the same facts apart, in the order of the file.
pub(super) fn visit(building: BuildingId, facts: &str, nth: usize) -> VisitId {
    VisitId(Uuid::new_v5(
        &building.0,
        format!("{facts}\t{nth}").as_bytes(),
    ))
}

/// What makes a case this one: whose, what, since when. Its status may still change.
pub(super) fn case_facts(household: Option<HouseholdId>, case: &CaseFacts) -> String {
    let household = household.map_or_else(String::new, |id| id.to_string());
    format!(
        "case/{household}\t{}\t{}",
        case.opened_at.seconds(),
        case.title
    )
}

/// `nth` tells cases with the same facts apart, in the order of the file.
pub(super) fn case(building: BuildingId, facts: &str, nth: usize) -> CaseId {
    CaseId(Uuid::new_v5(
        &building.0,
        format!("{facts}\t{nth}").as_bytes(),
    ))
}

/// The one closing that an import gives a case.
pub(super) fn closing(case: CaseId) -> EventId {
    EventId(Uuid::new_v5(&case.0, b"closing"))
}

/// Somebody whom a sheet names and whom the roster of heads does not know.
pub(super) fn person(estate: EstateId, name: &str) -> PersonId {
    PersonId(Uuid::new_v5(&estate.0, format!("person/{name}").as_bytes()))
}
