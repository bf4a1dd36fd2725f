//! Views as exchange rows.

use linli_domain::command::ReferralStep;
use linli_domain::exchange::{CaseRow, EventRow, HouseholdRow, ResidentRow, VisitRow};
use linli_domain::view::{CaseEvent, CaseView, EventKind, HouseholdView, VisitsView};

pub(super) fn household(view: HouseholdView, building: String) -> Option<HouseholdRow> {
    let dwelling = view.dwelling.filter(|_| view.merged_into.is_none())?;
    let residents = view.residents.into_iter();
    let residents = residents.filter(|(_, it)| it.moved_out.is_none() && it.merged_into.is_none());
    Some(HouseholdRow {
        id: view.id.0,
        building,
        unit: dwelling.unit,
        room: dwelling.room,
        residents: residents
            .map(|(id, resident)| ResidentRow::of(id, resident))
            .collect(),
        tags: view.tags,
    })
}

pub(super) fn visits(view: VisitsView) -> impl Iterator<Item = VisitRow> {
    let valid = view
        .visits
        .into_iter()
        .filter(|(_, visit)| visit.withdrawn.is_none());
    valid.map(|(id, visit)| VisitRow {
        id: id.0,
        household_id: visit.household.0,
        at: visit.at.to_string(),
        visitor_id: visit.by.0,
        purpose: visit.purpose.unwrap_or_default(),
        outcome: visit.outcome.zh().to_owned(),
        note: visit.note.unwrap_or_default(),
        requests: visit
            .requests
            .into_iter()
            .map(|request| request.text)
            .collect(),
    })
}

pub(super) fn case(view: CaseView, building: String) -> Option<CaseRow> {
    let opened_at = view.opened_at?;
    let valid = view.events.into_iter().filter(|event| event.void.is_none());
    // A closing without words says no more than the status does.
    let said = valid.filter(|event| event.kind != EventKind::Close || !event.text.is_empty());
    Some(CaseRow {
        id: view.id.0,
        household_id: view.household.map(|household| household.0),
        building,
        title: view.title,
        category: view.category,
        status: view.status.as_str().to_owned(),
        opened_at: opened_at.to_string(),
        assignee: view.assignee.map(|assignee| assignee.0),
        timeline: said
            .map(|event| EventRow {
                id: event.id.0,
                at: event.at.to_string(),
                kind: kind(&event).to_owned(),
                by: event.by.0,
                note: event.text,
            })
            .collect(),
    })
}

/// The label of a note; of everything else what it is.
fn kind(event: &CaseEvent) -> &str {
    match event.kind {
        EventKind::Note => event.label.as_deref().unwrap_or_default(),
        EventKind::Close => "办结",
        EventKind::Dispatch => "派单",
        EventKind::Recall => "收回",
        EventKind::Answer => "部门答复",
        EventKind::Refer => "转调解",
        EventKind::Referral => match event.referral {
            Some(ReferralStep::TakenUp) => "受理调解",
            Some(ReferralStep::Declined) => "不受理调解",
            Some(ReferralStep::Ended) => "调解结束",
            None => "调解进展",
        },
    }
}
