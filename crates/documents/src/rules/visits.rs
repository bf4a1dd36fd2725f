//! The visits to one building in one month.

use automerge::ObjId;
use linli_domain::command::{CorrectVisit, RecordVisit, VisitChange, WithdrawVisit};
use linli_domain::{DocumentKey, PersonId, Refusal, RefusalCode, VisitId, limits};

use super::{Verdict, at_most, refuse, require};
use crate::document::Document;
use crate::edit::Edits;

pub(super) fn record(document: &Document, author: PersonId, command: &RecordVisit) -> Verdict {
    let known = document.entry("visits", command.visit);
    require(known.is_none(), RefusalCode::AlreadyExists, "visit")?;
    at_most(command.met.len(), limits::MET_PER_VISIT, "met")?;
    at_most(
        command.requests.len(),
        limits::REQUESTS_PER_VISIT,
        "requests",
    )?;
    if let DocumentKey::Visits { month, .. } = document.key {
        let filed = command.at.month() == month;
        require(filed, RefusalCode::WrongDocument, "at")?;
    }
    // In the order of the keys, which is the order in which they are stored: the operations' numbers
    // then follow one another and cost next to nothing.
    let edits = Edits::root()
        .new_at("visits", command.visit)
        .put("at", command.at)
        .put_some("by", command.visitor.filter(|visitor| *visitor != author))
        .put_some("card", command.card.as_deref())
        .put("household", command.household);
    let edits = command.met.iter().fold(edits, |edits, resident| {
        edits.put(format!("met/{resident}"), true)
    });
    let edits = edits
        .put_some("next_visit_on", command.next_visit_on)
        .put_some("note", command.note.as_deref())
        .put("outcome", command.outcome.as_str())
        .put_some("purpose", command.purpose.as_deref());
    let requests = command.requests.iter().enumerate();
    // Two digits, so that keys sort as the requests were said.
    Ok(requests.fold(edits, |edits, (index, request)| {
        edits
            .put(format!("request/{index:02}"), request.text.as_str())
            .put_some(format!("request/{index:02}/case"), request.case)
    }))
}

/// It stays in the log in which it was filed, whatever its corrected time.
pub(super) fn correct(document: &Document, author: PersonId, command: &CorrectVisit) -> Verdict {
    own(document, author, command.visit)?;
    let changes = &command.changes;
    require(!changes.is_empty(), RefusalCode::Malformed, "changes")?;
    at_most(changes.len(), limits::CHANGES_PER_CORRECTION, "changes")?;
    let edits = Edits::root().at("visits", command.visit);
    Ok(changes.iter().fold(edits, |edits, change| match change {
        VisitChange::At(at) => edits.put("at", *at),
        VisitChange::Outcome(outcome) => edits.put("outcome", outcome.as_str()),
        VisitChange::Purpose(purpose) => edits.set("purpose", purpose.as_deref()),
        VisitChange::Note(note) => edits.set("note", note.as_deref()),
        VisitChange::NextVisitOn(date) => edits.set("next_visit_on", *date),
        VisitChange::Card(card) => edits.set("card", card.as_deref()),
    }))
}

pub(super) fn withdraw(document: &Document, author: PersonId, command: &WithdrawVisit) -> Verdict {
    own(document, author, command.visit)?;
    Ok(Edits::root()
        .at("visits", command.visit)
        .put("withdrawn", command.reason.as_str()))
}

/// The visit, if `author` made it and has not withdrawn it.
fn own(document: &Document, author: PersonId, visit: VisitId) -> Result<ObjId, Refusal> {
    let Some(entry) = document.entry("visits", visit) else {
        return refuse(RefusalCode::UnknownVisit, "visit");
    };
    let by = document
        .field(&entry, "by")
        .unwrap_or_else(|| document.author(&entry));
    require(by == author, RefusalCode::NotAuthor, "visit")?;
    let withdrawn = document.has(&entry, "withdrawn");
    require(!withdrawn, RefusalCode::Withdrawn, "visit")?;
    Ok(entry)
}
