//! A case as a handler reads it: what it is about, and no household, resident or colleague by id or name.

use std::collections::BTreeMap;

use linli_domain::view::{CaseEvent, CaseStatus, EventKind, VoidReason};
use linli_domain::{CaseId, DepartmentId, EventId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::DeskCase;

/// Most events in one answer, the newest.
const EVENTS_MAX: usize = 200;

/// An id, and the name for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    #[schema(format = "uuid")]
    pub id: String,
    /// Empty where nothing names it any more.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DispatchedCase)]
pub struct CaseAtDesk {
    #[schema(value_type = String, format = "uuid")]
    pub id: CaseId,
    pub estate: Named,
    pub building: Named,
    /// The department that has it.
    pub department: Named,
    pub title: String,
    pub category: String,
    pub detail: Option<String>,
    #[schema(value_type = String, example = "open")]
    pub status: CaseStatus,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub opened_at: Option<Timestamp>,
    /// When it was dispatched, by the clock of whoever did it.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub dispatched_at: Option<Timestamp>,
    /// What is asked of the department.
    pub asked: String,
}

/// A case with what happened on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DispatchedCaseEvents)]
pub struct CaseEvents {
    #[serde(flatten)]
    pub case: CaseAtDesk,
    /// In order, the newest last; earlier ones than the newest 200 are left out, and what is said of mediation always.
    pub events: Vec<DeskEvent>,
    /// How many were left out.
    pub left_out: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DispatchedCaseEvent)]
pub struct DeskEvent {
    #[schema(value_type = String, format = "uuid")]
    pub id: EventId,
    /// By the clock of whoever recorded it.
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    #[schema(value_type = String, example = "dispatch")]
    pub kind: EventKind,
    pub label: Option<String>,
    /// To which it went, or which answered.
    pub department: Option<Named>,
    pub text: String,
    /// Set where it changes nothing, and why.
    #[schema(value_type = Option<String>, example = "already_closed")]
    pub void: Option<VoidReason>,
}

type Names = BTreeMap<DepartmentId, String>;

fn department(id: DepartmentId, names: &Names) -> Named {
    Named {
        id: id.to_string(),
        name: names.get(&id).cloned().unwrap_or_default(),
    }
}

impl CaseAtDesk {
    pub(super) fn of(found: &DeskCase, names: &Names) -> Self {
        let view = &found.view;
        let mut dispatches = view
            .events
            .iter()
            .filter(|event| event.kind == EventKind::Dispatch && event.void.is_none());
        let dispatch = dispatches.next_back();
        Self {
            id: view.id,
            estate: Named {
                id: view.estate.to_string(),
                name: found.estate.clone(),
            },
            building: Named {
                id: view.building.to_string(),
                name: found.building.clone(),
            },
            department: department(found.department, names),
            title: view.title.clone(),
            category: view.category.clone(),
            detail: view.detail.clone(),
            status: view.status,
            opened_at: view.opened_at,
            dispatched_at: dispatch.map(|event| event.at),
            asked: dispatch.map(|event| event.text.clone()).unwrap_or_default(),
        }
    }
}

impl CaseEvents {
    pub(super) fn of(found: &DeskCase, names: &Names) -> Self {
        // That a quarrel goes to the mediators is no department's business.
        let mediation = |kind| matches!(kind, EventKind::Refer | EventKind::Referral);
        let events = found.view.events.iter();
        let events: Vec<_> = events.filter(|it| !mediation(it.kind)).collect();
        let left_out = events.len().saturating_sub(EVENTS_MAX);
        Self {
            case: CaseAtDesk::of(found, names),
            events: events
                .iter()
                .skip(left_out)
                .map(|event| DeskEvent::of(event, names))
                .collect(),
            left_out,
        }
    }
}

impl DeskEvent {
    fn of(event: &CaseEvent, names: &Names) -> Self {
        Self {
            id: event.id,
            at: event.at,
            kind: event.kind,
            label: event.label.clone(),
            department: event.department.map(|id| department(id, names)),
            text: event.text.clone(),
            void: event.void,
        }
    }
}
