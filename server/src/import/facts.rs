//! Rows as facts: what a line says, checked and typed, whatever file it stood in.
//!
//! Nothing here has been compared with the store yet.

use std::sync::Arc;

use linli_domain::command::{Dwelling, Gender, Outcome};
use linli_domain::text::{Label, Name, Note, Phone, Title};
use linli_domain::{CaseId, EventId, HouseholdId, PersonId, ResidentId, Timestamp, VisitId};

use super::finding::Place;

/// A household as a register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HouseholdFacts {
    /// Its first line.
    pub(super) place: Place,
    /// Unset in a spreadsheet: there the dwelling says which household it is.
    pub(super) id: Option<HouseholdId>,
    pub(super) building: Label,
    pub(super) dwelling: Dwelling,
    /// In a spreadsheet none: an empty dwelling.
    pub(super) residents: Vec<ResidentFacts>,
    /// Unset where the file has no such column: it says nothing of flags then.
    pub(super) tags: Option<Vec<Label>>,
    /// What the file calls the flags.
    pub(super) tags_field: Arc<str>,
}

/// A resident. Unset means that the file does not say; it never takes a value away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResidentFacts {
    /// Unset in a spreadsheet: there the name says who it is.
    pub(super) id: Option<ResidentId>,
    pub(super) name: Name,
    pub(super) phone: Option<Phone>,
    pub(super) relation: Option<Label>,
    pub(super) birth_year: Option<u16>,
    pub(super) gender: Option<Gender>,
    pub(super) notes: Option<Note>,
}

/// How a row names a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HouseholdRef {
    Id(HouseholdId),
    Door { building: Label, dwelling: Dwelling },
}

/// How a row names who made a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum VisitorRef {
    Id(PersonId),
    Name(Name),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VisitFacts {
    pub(super) place: Place,
    /// Unset in a spreadsheet.
    pub(super) id: Option<VisitId>,
    pub(super) household: HouseholdRef,
    /// What the file calls the field that names the household.
    pub(super) household_field: Arc<str>,
    pub(super) at: Timestamp,
    pub(super) visitor: Option<VisitorRef>,
    pub(super) outcome: Outcome,
    pub(super) purpose: Option<Label>,
    pub(super) note: Option<Note>,
    pub(super) requests: Vec<Label>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CaseFacts {
    pub(super) place: Place,
    /// Unset in a spreadsheet.
    pub(super) id: Option<CaseId>,
    /// Unset where it concerns the building.
    pub(super) household: Option<HouseholdRef>,
    /// What the file calls the field that names the household.
    pub(super) household_field: Arc<str>,
    pub(super) building: Label,
    pub(super) title: Title,
    pub(super) category: Label,
    pub(super) detail: Option<Note>,
    pub(super) opened_at: Timestamp,
    pub(super) assignee: Option<PersonId>,
    pub(super) events: Vec<EventFacts>,
    /// Set for a closed case: when it was closed.
    pub(super) closed_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventFacts {
    pub(super) id: EventId,
    pub(super) at: Timestamp,
    pub(super) label: Option<Label>,
    pub(super) text: Note,
    pub(super) by: PersonId,
}
