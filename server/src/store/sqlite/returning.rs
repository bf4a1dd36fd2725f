//! What devices give back to a server that came from an old backup: changes and documents under its own seal.

use std::collections::{BTreeMap, BTreeSet};

use linli_documents::{Document, Retained, authentic};
use linli_domain::{DocumentKey, EstateId, ResidentId, Seq, Timestamp};
use linli_wire::{GivenDocument, GivenEntry, SealedChange};

use super::erasing;
use super::loaded::Loaded;
use super::secrets::Secrets;
use super::told::{self, Sought};
use super::writing::{NewEntry, Replaces, Writing};
use super::{archive, console, doors, epochs, taken};
use crate::store::{AuditEvent, AuditNote, By, StoreError};

/// Documents first, then changes in the order in which they were accepted. What does not fit (what it stands on is not
/// here yet, its document has begun anew, other work stands in its place) is passed over; its device offers it again.
pub(super) fn bring_back(
    writing: &mut Writing<'_>,
    given: &[GivenEntry],
    now: Timestamp,
) -> Result<Vec<(EstateId, Seq)>, StoreError> {
    let mut advanced = BTreeMap::new();
    let mut changes: Vec<&SealedChange> = Vec::new();
    for entry in given {
        match entry {
            GivenEntry::Document(given) => {
                let seq = document_back(writing, given, now)?;
                advanced.extend(seq.map(|seq| (given.sealed.document.estate(), seq)));
            }
            GivenEntry::Whole(change) => changes.push(change),
            GivenEntry::Digest(_) => {}
        }
    }
    changes.sort_by_key(|change| change.seq);
    for sealed in changes {
        let seq = match &sealed.order {
            Some(order) => replacement_back(writing, sealed, order, now)?,
            None => change_back(writing, sealed, now)?,
        };
        advanced.extend(seq.map(|seq| (sealed.document.estate(), seq)));
    }
    writing.account(AuditEvent::BroughtBack, By::Operator, now)?;
    Ok(advanced.into_iter().collect())
}

fn replacement_back(
    writing: &mut Writing<'_>,
    sealed: &SealedChange,
    order: &[Seq],
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let Ok(document) = Document::load(&sealed.document, sealed.epoch, &sealed.bytes) else {
        return Ok(None);
    };
    let retained = document.retained(order)?;
    begin_again(writing, document, &retained, now)
}

/// A document as it stood in a pack: what it has and the store lacks.
fn document_back(
    writing: &mut Writing<'_>,
    given: &GivenDocument,
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let sealed = &given.sealed;
    let chunks = given.changes.iter().map(|change| change.0.as_slice());
    let chunks = authentic(&sealed.heads, chunks);
    let Some(mut loaded) = known(writing, &sealed.document)? else {
        return Ok(None);
    };
    let (here, there) = (loaded.document.epoch(), sealed.epoch);
    let mut seq = None;
    if here == there {
        seq = add(writing, &mut loaded, &chunks, now)?;
    }
    writing.put(loaded);
    if here >= there {
        return Ok(seq);
    }
    let mut document = Document::genesis(&sealed.document, sealed.epoch);
    match take_in(&mut document, &chunks)? {
        Some(retained) if document.heads() == sealed.heads => {
            begin_again(writing, document, &retained, now)
        }
        _ => Ok(None),
    }
}

fn change_back(
    writing: &mut Writing<'_>,
    sealed: &SealedChange,
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let Some(mut loaded) = known(writing, &sealed.document)? else {
        return Ok(None);
    };
    let mut seq = None;
    if loaded.document.epoch() == sealed.epoch {
        seq = add(writing, &mut loaded, &[&sealed.bytes], now)?;
    }
    writing.put(loaded);
    Ok(seq)
}

/// The document in an estate that exists; to be put back.
fn known(writing: &mut Writing<'_>, key: &DocumentKey) -> Result<Option<Loaded>, StoreError> {
    match writing.estate(key.estate())? {
        Some(_) => writing.take(key),
        None => Ok(None),
    }
}

/// All of `chunks` that the document lacks, or none of them. The last one's seq.
fn add(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    chunks: &[&[u8]],
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let Some(new) = take_in(&mut loaded.document, chunks)? else {
        return Ok(None);
    };
    let mut seq = None;
    for one in new {
        seq = Some(writing.append(
            loaded,
            &NewEntry {
                change: &one.change,
                command: &[],
                author: one.author,
                device: None,
                device_time: one.at,
                clock_offset: None,
                received_at: now,
                adopted_by: None,
                replaces: Replaces::Returned,
            },
        )?);
    }
    if seq.is_some() {
        writing.refresh_roster(loaded)?;
    }
    Ok(seq)
}

/// Takes in what the document lacks, all or nothing (`None`: it does not fit), and gives that in the order of `chunks`
/// (the server's own, as their device knows it) if each comes behind what it builds on there, otherwise in any order in
/// which it does.
fn take_in(document: &mut Document, chunks: &[&[u8]]) -> Result<Option<Vec<Retained>>, StoreError> {
    let read: Result<Vec<Retained>, _> = chunks.iter().map(|chunk| Retained::read(chunk)).collect();
    let Ok(mut new) = read else {
        return Ok(None);
    };
    new.retain(|one| !document.contains(&one.change.hash));
    let mut seen = BTreeSet::new();
    let follows = new.iter().all(|one| {
        let mut deps = one.change.deps.iter();
        let known = deps.all(|hash| document.contains(hash) || seen.contains(hash));
        seen.insert(one.change.hash);
        known
    });
    let before = document.heads();
    if document.apply(chunks.iter().copied()).is_err() {
        return Ok(None);
    }
    if follows {
        return Ok(Some(new));
    }
    let missing = document.changes_since(&before).into_iter();
    let missing = missing.map(|change| Retained::read(&change.bytes));
    Ok(Some(missing.collect::<Result<_, _>>()?))
}

/// A document that was begun anew after the backup was made is begun anew with the same again, and whoever was
/// erased by that is nowhere again. Where it was archived since, what stands in it here is archived too; otherwise what
/// was taken for it here meanwhile is done again. `retained`: all of `document`'s changes, in the server's order.
fn begin_again(
    writing: &mut Writing<'_>,
    document: Document,
    retained: &[Retained],
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let key = *document.key();
    let Some(mut loaded) = known(writing, &key)? else {
        return Ok(None);
    };
    if loaded.document.epoch() >= document.epoch() {
        writing.put(loaded);
        return Ok(None);
    }
    let archived = epochs::archived_in(&document) > loaded.document.epoch();
    let mut meanwhile = match archived {
        true => Vec::new(),
        false => taken::since_restored(writing, &loaded, &document)?,
    };
    let actor = console::actor(writing, document.epoch());
    let after = taken::lacking(&mut meanwhile, &document, actor);
    let before = std::mem::replace(&mut loaded.document, document);
    let gone = residents_gone(&before, &after);
    let secrets = Secrets::of(writing, &loaded, &before, &gone)?;
    erasing::write_anew(writing, &mut loaded, retained, now)?;
    // On whose word it was erased, the lost days knew.
    let restored = AuditNote {
        estate: Some(key.estate()),
        subject: Some(key.id().0),
        ground: Some("restored"),
        ..AuditNote::of(AuditEvent::Erased, now)
    };
    if archived {
        archive::keep_restored(writing, &loaded, &before, now)?;
        forget_in_archive(writing, &key, &restored)?;
    } else {
        writing.note(&restored)?;
        taken::again(writing, &mut loaded, &meanwhile, now)?;
    }
    writing.refresh_roster(&loaded)?;
    super::forgotten::forget(writing.connection, &key, &secrets, &gone)?;
    // Those too who came and went in the lost days.
    let erased: Vec<_> = loaded.document.erased().into_iter().collect();
    super::forgotten::note(writing.connection, &key, &erased)?;
    if !gone.is_empty() {
        let neighbours = told::neighbours(writing, &key)?;
        let elsewhere = doors::not_shared(writing, &loaded.document, &neighbours, &secrets)?;
        let known = &mut writing.kept.erased_in_lost_days;
        let (all, others) = known.entry(key).or_default();
        all.join(secrets);
        others.join(elsewhere);
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
    // A dispute is of no building: anybody of the estate may come up in it.
    let is_near = |home: &DocumentKey| {
        home.estate() == about.estate()
            && (about.building().is_none() || home.building() == about.building())
    };
    let mut neighbours = known.iter().filter(|(home, _)| is_near(home));
    let done = neighbours.try_for_each(|(home, (secrets, elsewhere))| {
        let forgetting = archive::Forgetting {
            home,
            sought: Sought { secrets, elsewhere },
            // Whether they were erased or had moved out long ago, the lost days knew.
            in_disputes: true,
        };
        archive::forget(writing, &forgetting, restored)
    });
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
