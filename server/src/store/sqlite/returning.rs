//! What devices give back to a server that came from an old backup: changes under its own seal.

use std::collections::BTreeMap;

use linli_documents::{Change, Document};
use linli_domain::{DocumentKey, EstateId, ResidentId, Seq, Timestamp};
use linli_wire::SealedChange;

use super::erasing;
use super::told::Secrets;
use super::writing::{NewEntry, Replaces, Writing};
use super::{archive, epochs};
use crate::store::{AuditEvent, AuditNote, By, StoreError};

/// In the order in which they were accepted. One that does not fit (what it stands on is not here yet, its
/// document has begun anew, other work stands in its place) is passed over; its device offers it again.
pub(super) fn bring_back(
    writing: &mut Writing<'_>,
    changes: &[SealedChange],
    now: Timestamp,
) -> Result<Vec<(EstateId, Seq)>, StoreError> {
    let mut advanced = BTreeMap::new();
    let mut in_order: Vec<&SealedChange> = changes.iter().collect();
    in_order.sort_by_key(|change| change.seq);
    for sealed in in_order {
        if let Some(seq) = bring_one_back(writing, sealed, now)? {
            advanced.insert(sealed.document.estate(), seq);
        }
    }
    writing.account(AuditEvent::BroughtBack, By::Operator, now)?;
    Ok(advanced.into_iter().collect())
}

fn bring_one_back(
    writing: &mut Writing<'_>,
    sealed: &SealedChange,
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    match &sealed.order {
        Some(order) => begin_again(writing, sealed, order, now),
        None => take_back(writing, sealed, now),
    }
}

/// A document that was begun anew after the backup was made is begun anew with the same again, and whoever was
/// erased by that is nowhere again. Where it was archived since, what stands in it here is archived too.
fn begin_again(
    writing: &mut Writing<'_>,
    sealed: &SealedChange,
    order: &[Seq],
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let key = sealed.document;
    let Ok(document) = Document::load(&key, sealed.epoch, &sealed.bytes) else {
        return Ok(None);
    };
    if writing.estate(key.estate())?.is_none() {
        return Ok(None);
    }
    let Some(mut loaded) = writing.take(&key)? else {
        return Ok(None);
    };
    if loaded.document.epoch() >= sealed.epoch {
        writing.put(loaded);
        return Ok(None);
    }
    let before = std::mem::replace(&mut loaded.document, document);
    let gone = residents_gone(&before, &loaded.document);
    let secrets = Secrets::of(writing, &loaded, &before, &gone)?;
    let retained = loaded.document.retained(order)?;
    erasing::write_anew(writing, &mut loaded, &retained, now)?;
    // On whose word it was erased, the lost days knew.
    let restored = AuditNote {
        estate: Some(key.estate()),
        subject: Some(key.id().0),
        ground: Some("restored"),
        ..AuditNote::of(AuditEvent::Erased, now)
    };
    if epochs::archived_in(&loaded.document) > before.epoch() {
        archive::keep_restored(writing, &loaded, &before, now)?;
        forget_in_archive(writing, &key, &restored)?;
    } else {
        writing.note(&restored)?;
    }
    writing.refresh_roster(&loaded)?;
    super::escrow::forget(writing.connection, &key, &secrets, &gone)?;
    if !gone.is_empty() {
        let known = &mut writing.kept.erased_in_lost_days;
        known.entry(key).or_default().join(secrets);
        forget_in_archive(writing, &key, &restored)?;
    }
    writing.put(loaded);
    Ok(writing.estate(key.estate())?.map(|estate| estate.seq))
}

/// Devices that hold households need not hold visits: what was archived may come back after those who were erased
/// since, and then nothing in the store says any more what to look for.
fn forget_in_archive(
    writing: &mut Writing<'_>,
    about: &DocumentKey,
    restored: &AuditNote,
) -> Result<(), StoreError> {
    let known = std::mem::take(&mut writing.kept.erased_in_lost_days);
    let mut neighbours = known
        .iter()
        .filter(|(home, _)| (home.estate(), home.building()) == (about.estate(), about.building()));
    let done = neighbours
        .try_for_each(|(home, secrets)| archive::forget(writing, home, secrets, restored));
    writing.kept.erased_in_lost_days = known;
    done
}

fn residents_gone(before: &Document, after: &Document) -> Vec<ResidentId> {
    let of = |document: &Document| {
        let view = document.household();
        view.map(|view| view.residents).unwrap_or_default()
    };
    let kept = of(after);
    let mut before: Vec<_> = of(before).into_keys().collect();
    before.retain(|resident| !kept.contains_key(resident));
    before
}

fn take_back(
    writing: &mut Writing<'_>,
    sealed: &SealedChange,
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let Ok((change, author, at)) = Change::read(&sealed.bytes) else {
        return Ok(None);
    };
    if writing.estate(sealed.document.estate())?.is_none() {
        return Ok(None);
    }
    let Some(mut loaded) = writing.take(&sealed.document)? else {
        return Ok(None);
    };
    let fits = loaded.document.epoch() == sealed.epoch
        && !loaded.document.contains(&change.hash)
        && loaded.document.apply([sealed.bytes.as_slice()]).is_ok();
    let mut seq = None;
    if fits {
        seq = Some(writing.append(
            &mut loaded,
            &NewEntry {
                change: &change,
                command: &[],
                author,
                device: None,
                device_time: at,
                clock_offset: None,
                received_at: now,
                adopted_by: None,
                replaces: Replaces::Returned,
            },
        )?);
        writing.refresh_roster(&loaded)?;
    }
    writing.put(loaded);
    Ok(seq)
}
