//! What happens on a case or a dispute.

use linli_domain::{EventId, Refusal, RefusalCode, limits};

use super::{at_most, require};
use crate::document::Document;
use crate::edit::Edits;

/// A new event on what is opened already. Whether it is legal is known only in the merged order, so any is taken in.
pub(super) fn event(document: &Document, id: EventId) -> Result<Edits, Refusal> {
    require(document.root_has("opened_at"), RefusalCode::NotOpened, "")?;
    let known = document.entry("events", id);
    require(known.is_none(), RefusalCode::AlreadyExists, "event")?;
    at_most(
        document.count("events") + 1,
        limits::EVENTS_PER_CASE,
        "event",
    )?;
    Ok(Edits::root().new_at("events", id))
}
