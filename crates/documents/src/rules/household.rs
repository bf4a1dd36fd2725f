//! A household as a whole: registering it, where it lives, how to reach it.

use std::collections::BTreeSet;

use linli_domain::command::{
    LinkDwelling, MergeHousehold, RegisterHousehold, SetContactPreference, SetDoNotVisit,
    VerifyHousehold, is_sensitive,
};
use linli_domain::{Refusal, RefusalCode, ResidentId, limits};

use super::residents::{check_new, put_new};
use super::{Verdict, at_most, consents, refuse, require};
use crate::document::Document;
use crate::edit::Edits;
use crate::words::{channel_word, dwelling_word};

/// Whoever has a dwelling is registered.
pub(super) fn is_registered(document: &Document) -> Result<(), Refusal> {
    require(
        document.root_has("dwelling"),
        RefusalCode::NotRegistered,
        "",
    )
}

pub(super) fn register(document: &Document, command: &RegisterHousehold) -> Verdict {
    let registered = document.root_has("dwelling");
    require(!registered, RefusalCode::AlreadyExists, "")?;
    let limit = limits::RESIDENTS_PER_HOUSEHOLD;
    at_most(command.residents.len(), limit, "residents")?;
    at_most(command.tags.len(), limits::TAGS_PER_HOUSEHOLD, "tags")?;
    at_most(
        command.consents.len(),
        limits::TAGS_PER_HOUSEHOLD,
        "consents",
    )?;

    let mut residents = BTreeSet::new();
    for (index, resident) in command.residents.iter().enumerate() {
        let path = format!("residents/{index}");
        let fresh = residents.insert(resident.id);
        require(fresh, RefusalCode::AlreadyExists, format!("{path}/id"))?;
        check_new(resident, &path)?;
    }
    check_consents(command, &residents)?;

    let edits = Edits::root().put("dwelling", dwelling_word(&command.dwelling));
    let edits = command.residents.iter().fold(edits, put_new);
    let edits = edits.within("tags");
    let edits = command
        .tags
        .iter()
        .fold(edits, |edits, tag| edits.put(tag.as_str(), true));
    Ok(command.consents.iter().fold(edits, consents::put))
}

fn check_consents(
    command: &RegisterHousehold,
    residents: &BTreeSet<ResidentId>,
) -> Result<(), Refusal> {
    let mut consented = BTreeSet::new();
    for (index, consent) in command.consents.iter().enumerate() {
        let known = consent.given_by.is_none_or(|id| residents.contains(&id));
        let path = format!("consents/{index}/given_by");
        require(known, RefusalCode::UnknownResident, path)?;
        consented.insert(consent.tag.as_str());
    }
    for (index, tag) in command.tags.iter().enumerate() {
        let covered = !is_sensitive(tag) || consented.contains(tag.as_str());
        require(
            covered,
            RefusalCode::ConsentMissing,
            format!("tags/{index}"),
        )?;
    }
    Ok(())
}

pub(super) fn link_dwelling(document: &Document, command: &LinkDwelling) -> Verdict {
    is_registered(document)?;
    Ok(Edits::root().put("dwelling", dwelling_word(&command.dwelling)))
}

/// Whether the other one was merged away is not in this document: a reader follows the chain.
pub(super) fn merge(document: &Document, command: &MergeHousehold) -> Verdict {
    is_registered(document)?;
    let itself = document.key.id() == command.into.into();
    require(!itself, RefusalCode::MergeLoop, "into")?;
    Ok(Edits::root().put("merged_into", command.into))
}

pub(super) fn unmerge(document: &Document) -> Verdict {
    is_registered(document)?;
    require(
        document.root_has("merged_into"),
        RefusalCode::NothingToUndo,
        "",
    )?;
    Ok(Edits::root().delete("merged_into"))
}

pub(super) fn set_contact(document: &Document, command: &SetContactPreference) -> Verdict {
    is_registered(document)?;
    Ok(Edits::root()
        .put("contact", channel_word(command.channel))
        .set("contact_note", command.note.as_deref()))
}

/// Lifting the wish is written down and not just deleted, so that a wish uttered meanwhile shows.
pub(super) fn set_do_not_visit(document: &Document, command: &SetDoNotVisit) -> Verdict {
    is_registered(document)?;
    if !command.wanted && command.until.is_some() {
        return refuse(RefusalCode::Malformed, "until");
    }
    Ok(Edits::root()
        .put("do_not_visit", command.wanted)
        .set("do_not_visit_until", command.until))
}

pub(super) fn verify(document: &Document, command: &VerifyHousehold) -> Verdict {
    is_registered(document)?;
    Ok(Edits::root().put("verified_on", command.on))
}
