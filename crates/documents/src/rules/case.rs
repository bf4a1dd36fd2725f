//! A case: opening it, and what happens on it. Keys in their order: see the recording of visits.

use linli_domain::command::{
    AnswerCase, CloseCase, DispatchCase, NoteCase, NoteReferral, OpenCase, RecallCase, ReferCase,
    ReferralStep,
};
use linli_domain::view::EventKind;
use linli_domain::{PersonId, RefusalCode};

use super::events::event;
use super::{Verdict, require};
use crate::document::Document;
use crate::edit::Edits;

pub(super) fn open(document: &Document, command: &OpenCase) -> Verdict {
    let opened = document.root_has("opened_at");
    require(!opened, RefusalCode::AlreadyExists, "")?;
    Ok(Edits::root()
        .put_some("assignee", command.assignee)
        .put("category", command.category.as_str())
        .put_some("detail", command.detail.as_deref())
        .put_some("household", command.household)
        .put("opened_at", command.opened_at)
        .put("title", command.title.as_str())
        .put_some("visit", command.visit))
}

pub(super) fn note(document: &Document, author: PersonId, command: &NoteCase) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put_some("by", command.by.filter(|by| *by != author))
        .put("kind", EventKind::Note.as_str())
        .put_some("label", command.label.as_deref())
        .put("text", command.text.as_str()))
}

/// Always taken in: whether it closes anything is known only in the merged order.
pub(super) fn close(document: &Document, command: &CloseCase) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("kind", EventKind::Close.as_str())
        .put("text", command.text.as_str()))
}

/// Whether the department is known stands in other documents: the server asks.
pub(super) fn dispatch(document: &Document, command: &DispatchCase) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("department", command.department)
        .put("kind", EventKind::Dispatch.as_str())
        .put("text", command.text.as_str()))
}

/// As with closing, the merged order says whether there was something to recall.
pub(super) fn recall(document: &Document, command: &RecallCase) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("kind", EventKind::Recall.as_str())
        .put("text", command.text.as_str()))
}

pub(super) fn answer(document: &Document, command: &AnswerCase) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("department", command.department)
        .put("kind", EventKind::Answer.as_str())
        .put("text", command.text.as_str()))
}

pub(super) fn refer(document: &Document, command: &ReferCase) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("kind", EventKind::Refer.as_str())
        .put("text", command.text.as_str()))
}

/// Whether it follows from how the referral stands is known only in the merged order.
pub(super) fn note_referral(document: &Document, command: &NoteReferral) -> Verdict {
    // Whoever works in the building reads cases, and nothing of a mediation.
    let told = command.text.is_none() || command.state == ReferralStep::Declined;
    require(told, RefusalCode::Malformed, "text")?;
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("kind", EventKind::Referral.as_str())
        .put("referral", command.state.as_str())
        .put_some("text", command.text.as_deref()))
}
