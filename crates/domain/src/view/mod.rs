//! Documents as they read: what `documents` makes of an Automerge document, what projections are
//! filled from, and what the JSON Schemas in `schemas/documents` describe.
//!
//! A view is total: a field that a damaged or newer document lacks reads as unset, never as an error.

mod case;
mod conflict;
mod directory;
mod dispute;
mod household;
mod referral;
mod visits;
mod written;

pub use case::{CaseEvent, CaseStatus, CaseView, EventKind, VoidReason};
pub use conflict::{Conflict, ConflictValue};
pub use directory::{AppointmentView, BuildingView, DirectoryView};
pub use dispute::{DisputeEvent, DisputeEventKind, DisputeStatus, DisputeView, PartyView};
pub use household::{ConsentView, DoNotVisit, DwellingView, HouseholdView, ResidentView};
pub use referral::{Referral, ReferralState};
pub use visits::{VisitRequest, VisitView, VisitsView};
pub use written::Written;
