//! An envelope's chains: judged one after the other, what is accepted goes into the log.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::rights::{self, About, Deed};
use linli_domain::{Command, DeviceId, EstateId, PersonId, RefusalCode, Timestamp};
use linli_sync::{Judgement, judge};
use linli_wire::{Chain, Verdict};

use super::bases::BasesOf;
use super::chain_log::{ChainLog, Owner, place_elsewhere};
use super::dispatching::Dispatching;
use super::erasing::{self, Erasure};
use super::loaded::Loaded;
use super::refusals::{self, Given};
use super::writing::{Kept, NewEntry, Replaces, Writing};
use super::{envelopes, escrow};
use crate::store::{AuditEvent, AuditNote, By, Push, PushError, PushReceipt, StoreError};

/// Judges a whole envelope inside the writer's transaction.
pub(super) fn push(
    writing: &mut Writing<'_>,
    push: &Push,
) -> Result<Result<PushReceipt, PushError>, StoreError> {
    if push.carried && envelopes::is_repeated(writing.connection, push)? {
        return Ok(Ok(PushReceipt {
            repeated: true,
            ..PushReceipt::default()
        }));
    }
    let suspended = match envelopes::receive(writing.connection, push)? {
        Ok(suspended) => suspended,
        Err(error) => return Ok(Err(error)),
    };
    let mut receipt = PushReceipt::default();
    let mut touched: BTreeSet<EstateId> = BTreeSet::new();
    let mut unwritten = Unwritten::default();
    for chain in &push.payload.chains {
        let mut judgement = hear(writing, push, chain, suspended)?;
        if !judgement.accepted.is_empty() {
            touched.insert(chain.document.estate());
        }
        if judgement.accepted.is_empty() && !judgement.verdicts.iter().all(is_in_the_log) {
            // What was once handed over stays with the secretary, however long ago it was.
            if let Some(known) = escrow::known(writing.connection, push, chain)? {
                judgement.verdicts = known;
            } else if judgement.verdicts.contains(&Verdict::Escrowed) {
                judgement.verdicts = escrow::keep(writing.connection, push, chain, suspended)?;
                let kept = judgement.verdicts.iter();
                let kept = kept.filter(|it| **it == Verdict::Escrowed).count();
                unwritten.count(AuditEvent::Escrowed, chain, kept as u64);
            }
        }
        let refused = refusals::keep(writing.connection, push, chain, &judgement.verdicts)?;
        unwritten.count(AuditEvent::Refused, chain, refused);
        receipt.chains.push(judgement.verdicts);
        receipt.held.extend(judgement.held);
    }
    let by = By::Device {
        person: push.person,
        device: push.device,
    };
    writing.account(AuditEvent::Pushed, by, push.received_at)?;
    unwritten.note(writing, by, push.received_at)?;
    for estate in touched {
        if let Some(state) = writing.estate(estate)? {
            receipt.advanced.push((estate, state.seq));
        }
    }
    receipt.suspended = suspended;
    Ok(Ok(receipt))
}

/// Commands that came and are not in the log: how many, by event and estate.
#[derive(Default)]
struct Unwritten(BTreeMap<(&'static str, EstateId), (AuditEvent, u64)>);

impl Unwritten {
    fn count(&mut self, event: AuditEvent, chain: &Chain, count: u64) {
        if count > 0 {
            let place = (event.as_str(), chain.document.estate());
            self.0.entry(place).or_insert((event, 0)).1 += count;
        }
    }

    fn note(self, writing: &mut Writing<'_>, by: By, at: Timestamp) -> Result<(), StoreError> {
        for ((_, estate), (event, count)) in self.0 {
            // An estate that does not exist is nobody's.
            let known = writing.estate(estate)?.is_some();
            writing.note(&AuditNote {
                by,
                estate: known.then_some(estate),
                count,
                ..AuditNote::of(event, at)
            })?;
        }
        Ok(())
    }
}

pub(super) fn is_in_the_log(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Duplicate { .. } | Verdict::Superseded { .. }
    )
}

fn hear(
    writing: &mut Writing<'_>,
    push: &Push,
    chain: &Chain,
    suspended: bool,
) -> Result<Judgement, StoreError> {
    let refused = |code: RefusalCode| Judgement::all(chain, &Verdict::Refused(code.into()));
    let today = push.received_at.date();
    let Some(estate) = writing.estate(chain.document.estate())? else {
        return Ok(refused(RefusalCode::UnknownDocument));
    };
    let place = estate.id;
    let grants = writing.grants(place, push.person)?;
    let Some(mut loaded) = writing.take(&chain.document)? else {
        return Ok(refused(RefusalCode::WrongDocument));
    };
    let surrenders = suspended || rights::has_left(&grants, chain.document.feed(), today);
    // What is surrendered can be adopted: nothing without a right may be among it.
    let healing = !surrenders && writing.kept.is_healing(push.received_at);
    let row = loaded.stored.map(|stored| stored.row);
    let by = (push.person, push.device);
    let log = ChainLog::read(writing.connection, &loaded, chain, by)?;
    let given = Given::read(writing.connection, chain)?;
    let dispatching = Dispatching::of_chain(writing, &loaded, chain)?;
    let changes = loaded.changes as usize;
    let Kept { bases, estates, .. } = &mut *writing.kept;
    let Some(roster) = estates.get(&place).map(|estate| &estate.roster) else {
        return Err(StoreError::Damaged("estate"));
    };
    let right = |entry: usize, command: &Command| -> Result<(), Verdict> {
        given.on(chain, entry).map_err(Verdict::Refused)?;
        let about = About::of(command);
        let deed = Deed {
            document: &chain.document,
            command,
            appointment: about.and_then(|about| about.resolve(|id| roster.appointment(id))),
        };
        let refuse = |code: RefusalCode| Err(Verdict::Refused(code.into()));
        // The appointment or the building may be among what a restored store lost: others bring it back.
        let lacks = |code: RefusalCode| match code {
            RefusalCode::NoRight | RefusalCode::UnknownBuilding if healing => {
                Err(Verdict::Deferred)
            }
            code => refuse(code),
        };
        if let Err(code) = rights::may_send(&grants, push.person, &deed, today) {
            let had = rights::had_right(&grants, push.person, &deed, today);
            return if had {
                Err(Verdict::Escrowed)
            } else {
                lacks(code)
            };
        }
        if suspended {
            return Err(Verdict::Escrowed);
        }
        if let Err(code) = rights::can_be_held(command, roster.level) {
            return refuse(code);
        }
        if let Err(code) = dispatching.allows(command) {
            return refuse(code);
        }
        let building = chain.document.building();
        if building.is_none_or(|id| roster.has_building(id)) {
            Ok(())
        } else {
            lacks(RefusalCode::UnknownBuilding)
        }
    };
    let mut bases = BasesOf {
        kept: bases,
        changes,
    };
    let mut judgement = judge(
        chain,
        push.person,
        &loaded.document,
        &mut bases,
        &log,
        &right,
    );
    place_elsewhere(writing.connection, row, &mut judgement)?;
    let behind = chain.epoch < loaded.document.epoch();
    if behind && !rights::may_read(&grants, chain.document.feed(), today) {
        // Its author never hears that the document has begun anew, and would wait for that for ever.
        let first = chain.entries.first();
        let first = first.and_then(|entry| Command::from_bytes(&entry.command).ok());
        if let Some(Err(verdict)) = first.map(|command| right(0, &command)) {
            let verdicts = judgement.verdicts.iter_mut();
            verdicts
                .filter(|it| !is_in_the_log(it))
                .for_each(|it| *it = verdict.clone());
        }
    }
    if surrenders {
        judgement = surrender(judgement, chain);
    }
    if !judgement.accepted.is_empty() {
        let heard = Heard {
            person: push.person,
            device: push.device,
            clock_offset: push.clock_offset,
            received_at: push.received_at,
            adopted_by: None,
        };
        accept(
            writing,
            &heard,
            chain,
            log.owner,
            &mut loaded,
            &mut judgement,
        )?;
    }
    writing.put(loaded);
    Ok(judgement)
}

/// Of a suspended device everything is taken, and of somebody who has left a feed all that was recorded there,
/// whatever it stands on: the device can mend nothing any more.
fn surrender(judgement: Judgement, chain: &Chain) -> Judgement {
    let mut new = judgement.verdicts.iter().filter(|it| !is_in_the_log(it));
    let settled = match new.next() {
        None => true,
        Some(Verdict::Refused(refusal)) => refusal.code != RefusalCode::WrongEpoch,
        Some(_) => false,
    };
    if settled {
        judgement
    } else {
        Judgement::all(chain, &Verdict::Escrowed)
    }
}

/// Whose work a chain is, and how it came.
pub(super) struct Heard {
    pub(super) person: PersonId,
    pub(super) device: DeviceId,
    pub(super) clock_offset: Option<i64>,
    pub(super) received_at: Timestamp,
    /// The secretary, where it comes from the escrow.
    pub(super) adopted_by: Option<PersonId>,
}

impl Heard {
    fn by(&self) -> By {
        let (person, device) = (self.person, self.device);
        self.adopted_by
            .map_or(By::Device { person, device }, By::Person)
    }
}

/// Numbers what was accepted, and puts it into the document in one go.
pub(super) fn accept(
    writing: &mut Writing<'_>,
    heard: &Heard,
    chain: &Chain,
    owner: Owner,
    loaded: &mut Loaded,
    judgement: &mut Judgement,
) -> Result<(), StoreError> {
    if owner == Owner::Nobody {
        writing
            .connection
            .prepare_cached("INSERT OR IGNORE INTO actors VALUES (?1, ?2)")?
            .execute((&chain.actor.0[..], &heard.device.as_bytes()[..]))?;
    }
    for index in 0..judgement.accepted.len() {
        let accepted = &judgement.accepted[index];
        let entry = &chain.entries[accepted.entry];
        let seq = writing.append(
            loaded,
            &NewEntry {
                change: &accepted.change,
                command: &entry.command,
                author: heard.person,
                device: Some(heard.device),
                device_time: entry.at,
                clock_offset: heard.clock_offset,
                received_at: heard.received_at,
                adopted_by: heard.adopted_by,
                replaces: Replaces::Nothing,
            },
        )?;
        judgement.number(index, seq);
    }
    match judgement.document.take() {
        Some(document) => loaded.document = document,
        None => {
            let changes = judgement.accepted.iter();
            let changes = changes.map(|accepted| accepted.change.bytes.as_slice());
            loaded.document.apply(changes)?;
        }
    }
    erase(writing, heard, chain, loaded, judgement)?;
    writing.refresh_roster(loaded)
}

/// What was accepted may ask for somebody's data to be erased.
fn erase(
    writing: &mut Writing<'_>,
    heard: &Heard,
    chain: &Chain,
    loaded: &mut Loaded,
    judgement: &Judgement,
) -> Result<(), StoreError> {
    for accepted in &judgement.accepted {
        let Some(erase) = erasing::asked_for(&chain.entries[accepted.entry].command) else {
            continue;
        };
        // As its author saw it; an erasure before this one has begun the document anew.
        let before = loaded.document.fork_at(&accepted.change.deps);
        let before = before.unwrap_or_else(|_| loaded.document.clone());
        let erasure = Erasure {
            ground: erase.ground,
            by: heard.by(),
            now: heard.received_at,
        };
        erasing::erase(writing, loaded, &before, erase.resident, &erasure)?;
    }
    Ok(())
}
