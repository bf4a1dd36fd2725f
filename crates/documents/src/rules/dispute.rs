//! A dispute: opening it, and what happens on it. Keys in their order: see the recording of visits.

use linli_domain::command::{CloseDispute, NoteDispute, OpenDispute, SettleDispute};
use linli_domain::view::DisputeEventKind;
use linli_domain::{RefusalCode, limits};

use super::events::event;
use super::{Verdict, at_most, require};
use crate::document::Document;
use crate::edit::Edits;

pub(super) fn open(document: &Document, command: &OpenDispute) -> Verdict {
    let opened = document.root_has("opened_at");
    require(!opened, RefusalCode::AlreadyExists, "")?;
    let parties = &command.parties;
    at_most(parties.len(), limits::PARTIES_PER_DISPUTE, "parties")?;
    let edits = Edits::root()
        .put_some("case", command.case)
        .put_some("detail", command.detail.as_deref())
        .put_some("household", command.household)
        .put_some("in_building", command.building)
        .put("opened_at", command.opened_at)
        .put("title", command.title.as_str());
    // Two digits, so that keys sort as the parties were named.
    let edits =
        parties
            .iter()
            .enumerate()
            .fold(edits.within("parties"), |edits, (index, party)| {
                edits
                    .put(format!("{index:02}"), party.text.as_str())
                    .put_some(format!("{index:02}/household"), party.household)
            });
    Ok(edits)
}

pub(super) fn note(document: &Document, command: &NoteDispute) -> Verdict {
    let kind = if command.session {
        DisputeEventKind::Session
    } else {
        DisputeEventKind::Note
    };
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("kind", kind.as_str())
        .put("on", command.on)
        .put("text", command.text.as_str()))
}

pub(super) fn settle(document: &Document, command: &SettleDispute) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("kind", DisputeEventKind::Settle.as_str())
        .put("on", command.on)
        .put("text", command.agreement.as_str()))
}

pub(super) fn close(document: &Document, command: &CloseDispute) -> Verdict {
    Ok(event(document, command.event)?
        .put("at", command.at)
        .put("kind", DisputeEventKind::Close.as_str())
        .put("outcome", command.outcome.as_str())
        .put_some("text", command.text.as_deref()))
}
