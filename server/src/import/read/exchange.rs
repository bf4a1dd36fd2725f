//! Rows in the exchange shape to facts. Findings name fields by their path.

use linli_domain::command::Dwelling;
use linli_domain::exchange::{CaseRow, EventRow, HouseholdRow, ResidentRow, VisitRow};
use linli_domain::limits;
use linli_domain::{CaseId, EventId, HouseholdId, PersonId, ResidentId, VisitId};

use super::parse;
use crate::import::facts::{
    CaseFacts, EventFacts, HouseholdFacts, HouseholdRef, ResidentFacts, VisitFacts, VisitorRef,
};
use crate::import::finding::{Finding, Place};
use crate::import::reason::Reason;

pub(super) fn household(place: Place, row: HouseholdRow) -> Result<HouseholdFacts, Finding> {
    let at = |field: &str, reason| place.finding(field, reason);
    at_most(
        &place,
        "residents",
        row.residents.len(),
        limits::RESIDENTS_PER_HOUSEHOLD,
    )?;
    at_most(&place, "tags", row.tags.len(), limits::TAGS_PER_HOUSEHOLD)?;
    let mut residents: Vec<ResidentFacts> = Vec::with_capacity(row.residents.len());
    for (index, row) in row.residents.into_iter().enumerate() {
        let path = format!("residents[{index}]");
        let resident = resident(&place, &path, row)?;
        if residents.iter().any(|other| other.id == resident.id) {
            return Err(at(&format!("{path}.id"), Reason::IdTwice));
        }
        residents.push(resident);
    }
    let mut tags = Vec::with_capacity(row.tags.len());
    for (index, tag) in row.tags.iter().enumerate() {
        let tag = parse::text(tag).map_err(|reason| at(&format!("tags[{index}]"), reason))?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(HouseholdFacts {
        id: Some(HouseholdId(row.id)),
        building: parse::text(&row.building).map_err(|reason| at("building", reason))?,
        dwelling: Dwelling {
            unit: parse::text(&row.unit).map_err(|reason| at("unit", reason))?,
            room: parse::text(&row.room).map_err(|reason| at("room", reason))?,
        },
        residents,
        tags: Some(tags),
        tags_field: "tags".into(),
        place,
    })
}

fn resident(place: &Place, path: &str, row: ResidentRow) -> Result<ResidentFacts, Finding> {
    let at = |field: &'static str| {
        move |reason: Reason| place.finding(&format!("{path}.{field}"), reason)
    };
    Ok(ResidentFacts {
        id: Some(ResidentId(row.id)),
        name: parse::text(&row.name).map_err(at("name"))?,
        phone: parse::phone(&row.phone).map_err(at("phone"))?,
        relation: parse::optional(&row.relation).map_err(at("relation"))?,
        birth_year: row
            .birth_year
            .map(parse::birth_year)
            .transpose()
            .map_err(at("birth_year"))?,
        gender: parse::gender(&row.gender).map_err(at("gender"))?,
        notes: parse::optional(&row.notes).map_err(at("notes"))?,
    })
}

pub(super) fn visit(place: Place, row: VisitRow) -> Result<VisitFacts, Finding> {
    let at = |field: &str, reason| place.finding(field, reason);
    at_most(
        &place,
        "requests",
        row.requests.len(),
        limits::REQUESTS_PER_VISIT,
    )?;
    let mut requests = Vec::with_capacity(row.requests.len());
    for (index, request) in row.requests.iter().enumerate() {
        let field = || format!("requests[{index}]");
        requests.push(parse::text(request).map_err(|reason| at(&field(), reason))?);
    }
    Ok(VisitFacts {
        id: Some(VisitId(row.id)),
        household: HouseholdRef::Id(HouseholdId(row.household_id)),
        household_field: "household_id".into(),
        at: parse::instant(&row.at).map_err(|reason| at("at", reason))?,
        visitor: Some(VisitorRef::Id(PersonId(row.visitor_id))),
        outcome: parse::outcome(&row.outcome).map_err(|reason| at("outcome", reason))?,
        purpose: parse::optional(&row.purpose).map_err(|reason| at("purpose", reason))?,
        note: parse::optional(&row.note).map_err(|reason| at("note", reason))?,
        requests,
        place,
    })
}

pub(super) fn case(place: Place, row: CaseRow) -> Result<CaseFacts, Finding> {
    let at = |field: &str, reason| place.finding(field, reason);
    let closed = parse::closed(&row.status).map_err(|reason| at("status", reason))?;
    // One event may be left for the closing.
    at_most(
        &place,
        "timeline",
        row.timeline.len(),
        limits::EVENTS_PER_CASE - 1,
    )?;
    let mut events: Vec<EventFacts> = Vec::with_capacity(row.timeline.len());
    for (index, row) in row.timeline.into_iter().enumerate() {
        let path = format!("timeline[{index}]");
        let event = event(&place, &path, row)?;
        if events.iter().any(|other| other.id == event.id) {
            return Err(at(&format!("{path}.id"), Reason::IdTwice));
        }
        events.push(event);
    }
    let opened_at = parse::instant(&row.opened_at).map_err(|reason| at("opened_at", reason))?;
    let last = events.last().map_or(opened_at, |event| event.at);
    Ok(CaseFacts {
        id: Some(CaseId(row.id)),
        household: row.household_id.map(|id| HouseholdRef::Id(HouseholdId(id))),
        household_field: "household_id".into(),
        building: parse::text(&row.building).map_err(|reason| at("building", reason))?,
        title: parse::text(&row.title).map_err(|reason| at("title", reason))?,
        category: parse::text(&row.category).map_err(|reason| at("category", reason))?,
        detail: None,
        opened_at,
        assignee: row.assignee.map(PersonId),
        events,
        closed_at: closed.then_some(last),
        place,
    })
}

fn event(place: &Place, path: &str, row: EventRow) -> Result<EventFacts, Finding> {
    let at = |field: &'static str| {
        move |reason: Reason| place.finding(&format!("{path}.{field}"), reason)
    };
    Ok(EventFacts {
        id: EventId(row.id),
        at: parse::instant(&row.at).map_err(at("at"))?,
        label: parse::optional(&row.kind).map_err(at("kind"))?,
        text: parse::text(&row.note).map_err(at("note"))?,
        by: PersonId(row.by),
    })
}

fn at_most(place: &Place, field: &str, count: usize, limit: usize) -> Result<(), Finding> {
    if count <= limit {
        Ok(())
    } else {
        Err(place.finding(field, Reason::TooMany { limit }))
    }
}
