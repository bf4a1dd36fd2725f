//! I5 between the two programs: who may read a whole estate sees on screens what the server exports.

use std::collections::BTreeSet;

use linli_client_core::domain::exchange::{CaseRow, HouseholdRow, VisitRow};
use linli_client_core::domain::view::{CaseStatus, CaseView, EventKind, HouseholdView};
use linli_client_core::domain::{Date, EstateId};
use linli_client_core::query::{CaseFilter, VisitEntry};
use linli_client_core::{Error, Replica};
use linli_server::maintenance::{ExportRow, export};

use super::Broken;
use super::stock::Stock;
use crate::office::Office;
use crate::office::roster::may_read;
use crate::phone::Phone;
use crate::places::{self, BUILDINGS, ESTATES};

/// One line each, of what both sides can say.
type Lines = BTreeSet<String>;
/// Of visits and cases.
type Ids = BTreeSet<[u8; 16]>;

/// What is archived is exported as well, and on no screen.
pub(super) fn same(
    phones: &[Phone],
    office: &Office,
    stock: &Stock,
    today: Date,
) -> Result<(), Broken> {
    let archived = stock.only_archived();
    for estate in ESTATES {
        let feeds = places::feeds()
            .into_iter()
            .filter(|feed| feed.estate == estate);
        let feeds: Vec<_> = feeds.collect();
        let reads_all = |phone: &&Phone| {
            let mut feeds = feeds.iter();
            feeds.all(|feed| may_read(&office.held(), phone.person, *feed, today))
        };
        let mut readers = phones.iter().filter(reads_all).peekable();
        if readers.peek().is_none() {
            continue;
        }
        let exported = exported(office, estate, &archived)?;
        for phone in readers {
            let shown = phone.with(|replica| shown(replica, estate));
            let shown = shown.map_err(|error| error.to_string())?;
            if let Some(line) = shown.symmetric_difference(&exported).next() {
                return Err(format!(
                    "phone {} and the server's export differ in {line}",
                    phone.number
                ));
            }
        }
    }
    Ok(())
}

fn exported(office: &Office, estate: EstateId, archived: &Ids) -> Result<Lines, Broken> {
    let rows = export(&office.file(), estate).map_err(|error| error.to_string())?;
    let rows = rows.ok_or("the estate can't be exported")?;
    let mut lines = Lines::new();
    for row in rows {
        let row = row.map_err(|error| error.to_string())?;
        if !archived.contains(&id(&row)) {
            lines.insert(line(&row));
        }
    }
    Ok(lines)
}

fn id(row: &ExportRow) -> [u8; 16] {
    *match row {
        ExportRow::Household(household) => household.id.as_bytes(),
        ExportRow::Visit(visit) => visit.id.as_bytes(),
        ExportRow::Case(case) => case.id.as_bytes(),
    }
}

fn line(row: &ExportRow) -> String {
    match row {
        ExportRow::Household(HouseholdRow {
            id,
            unit,
            room,
            residents,
            tags,
            ..
        }) => {
            let residents: Vec<_> = residents
                .iter()
                .map(|it| (it.id, &it.name, &it.phone))
                .collect();
            format!("household {id} {unit} {room} {residents:?} {tags:?}")
        }
        ExportRow::Visit(VisitRow {
            id,
            household_id,
            at,
            visitor_id,
            outcome,
            note,
            ..
        }) => {
            format!("visit {id} {household_id} {at} {visitor_id} {outcome} {note}")
        }
        ExportRow::Case(CaseRow {
            id,
            title,
            status,
            timeline,
            ..
        }) => {
            let timeline: Vec<_> = timeline.iter().map(|it| (it.id, &it.note)).collect();
            format!("case {id} {title} {status} {timeline:?}")
        }
    }
}

fn shown(replica: &mut Replica, estate: EstateId) -> Result<Lines, Error> {
    let mut lines = Lines::new();
    for id in replica.household_ids()? {
        let view = replica.household(id)?.household;
        if view.estate == estate {
            lines.extend(household(view));
        }
    }
    let is_here = |building| BUILDINGS.contains(&(estate, building));
    let visits = replica.newest_visits(None, 100_000)?.into_iter();
    lines.extend(
        visits
            .filter(|visit| is_here(visit.building))
            .filter_map(visit),
    );
    let cases = replica.cases(&CaseFilter::default())?.into_iter();
    lines.extend(cases.filter(|case| case.estate == estate).filter_map(case));
    Ok(lines)
}

fn household(view: HouseholdView) -> Option<String> {
    let dwelling = view.dwelling.filter(|_| view.merged_into.is_none())?;
    let residents = view.residents.iter();
    let residents = residents.filter(|(_, it)| it.moved_out.is_none() && it.merged_into.is_none());
    let residents: Vec<_> = residents
        .map(|(id, it)| (id.0, &it.name, it.phone.as_deref().unwrap_or_default()))
        .collect();
    Some(format!(
        "household {} {} {} {residents:?} {:?}",
        view.id, dwelling.unit, dwelling.room, view.tags
    ))
}

fn visit(visit: VisitEntry) -> Option<String> {
    if visit.withdrawn.is_some() {
        return None;
    }
    Some(format!(
        "visit {} {} {} {} {} {}",
        visit.id,
        visit.household,
        visit.at,
        visit.by,
        visit.outcome?.zh(),
        visit.note.unwrap_or_default()
    ))
}

fn case(case: CaseView) -> Option<String> {
    case.opened_at?;
    let status = match case.status {
        CaseStatus::Open => "open",
        CaseStatus::Closed => "closed",
    };
    let valid = case.events.iter().filter(|event| event.void.is_none());
    let timeline: Vec<_> = valid
        .filter(|event| event.kind != EventKind::Close || !event.text.is_empty())
        .map(|event| (event.id.0, &event.text))
        .collect();
    Some(format!(
        "case {} {} {status} {timeline:?}",
        case.id, case.title
    ))
}
