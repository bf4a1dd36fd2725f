//! Flags, and the consent without which a sensitive one may not be kept.
//!
//! Two devices may record consent for one flag apart, so there is no map per flag: the fields stand
//! side by side in one map of the genesis, as `method/<flag>`, `on/<flag>` and so on.

use automerge::ReadDoc;
use linli_domain::command::{
    ClearTag, Consent, RecordConsent, SetTag, WithdrawConsent, is_sensitive,
};
use linli_domain::{Date, RefusalCode, limits};

use super::household::is_registered;
use super::{Verdict, at_most, require, residents};
use crate::document::Document;
use crate::edit::Edits;
use crate::words::method_word;

pub(super) fn put(edits: Edits, consent: &Consent) -> Edits {
    let tag = consent.tag.as_str();
    edits
        .within("consents")
        .put(format!("method/{tag}"), method_word(consent.method))
        .put(format!("on/{tag}"), consent.on)
        .set(format!("given_by/{tag}"), consent.given_by)
        .delete(format!("withdrawn_on/{tag}"))
}

/// Whether consent to the flag was given and not taken back.
fn in_force(document: &Document, tag: &str) -> bool {
    let consents = document.map("consents");
    document.has(&consents, &format!("method/{tag}"))
        && !document.has(&consents, &format!("withdrawn_on/{tag}"))
}

pub(super) fn record(document: &Document, command: &RecordConsent) -> Verdict {
    is_registered(document)?;
    let consent = &command.consent;
    if let Some(resident) = consent.given_by {
        residents::known(document, resident, "consent/given_by")?;
    }
    let consents = document.map("consents");
    if !document.has(&consents, &format!("method/{}", consent.tag)) {
        // '0' follows '/': the range of all keys that begin with `method/`.
        let methods = "method/".to_owned().."method0".to_owned();
        let count = document.automerge.map_range(&consents, methods).count();
        at_most(count + 1, limits::TAGS_PER_HOUSEHOLD, "consent/tag")?;
    }
    Ok(put(Edits::root(), consent))
}

/// The flag goes with the consent.
pub(super) fn withdraw(document: &Document, command: &WithdrawConsent) -> Verdict {
    is_registered(document)?;
    let tag = command.tag.as_str();
    require(in_force(document, tag), RefusalCode::NothingToUndo, "tag")?;
    let given: Option<Date> = document.field(&document.map("consents"), &format!("on/{tag}"));
    let backwards = given.is_some_and(|given| command.on < given);
    require(!backwards, RefusalCode::BadDates, "on")?;
    Ok(Edits::root()
        .within("consents")
        .put(format!("withdrawn_on/{tag}"), command.on)
        .within("tags")
        .delete(tag))
}

pub(super) fn set_tag(document: &Document, command: &SetTag) -> Verdict {
    is_registered(document)?;
    let tag = command.tag.as_str();
    let covered = !is_sensitive(tag) || in_force(document, tag);
    require(covered, RefusalCode::ConsentMissing, "tag")?;
    if !document.has(&document.map("tags"), tag) {
        at_most(
            document.count("tags") + 1,
            limits::TAGS_PER_HOUSEHOLD,
            "tag",
        )?;
    }
    Ok(Edits::root().within("tags").put(tag, true))
}

pub(super) fn clear_tag(document: &Document, command: &ClearTag) -> Verdict {
    is_registered(document)?;
    Ok(Edits::root().within("tags").delete(command.tag.as_str()))
}
