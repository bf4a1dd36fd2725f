//! An envelope's chains: judged one after the other, what is accepted goes into the log.

use std::collections::BTreeSet;

use linli_domain::rights::{self, About, Deed};
use linli_domain::{Command, EstateId, Refusal, RefusalCode};
use linli_sync::{Judgement, judge};
use linli_wire::{Chain, Verdict};

use super::bases::BasesOf;
use super::chain_log::{ChainLog, Owner};
use super::envelopes;
use super::loaded::Loaded;
use super::refusals::{self, Given};
use super::writing::{Kept, NewEntry, Writing};
use crate::store::{Push, PushError, PushReceipt, StoreError};

/// Judges a whole envelope inside the writer's transaction.
pub(super) fn push(
    writing: &mut Writing<'_>,
    push: &Push,
) -> Result<Result<PushReceipt, PushError>, StoreError> {
    if let Err(error) = envelopes::receive(writing.connection, push)? {
        return Ok(Err(error));
    }
    let mut receipt = PushReceipt::default();
    let mut touched: BTreeSet<EstateId> = BTreeSet::new();
    for chain in &push.payload.chains {
        let judgement = hear(writing, push, chain)?;
        if !judgement.accepted.is_empty() {
            touched.insert(chain.document.estate());
        }
        refusals::keep(writing.connection, push, chain, &judgement.verdicts)?;
        receipt.chains.push(judgement.verdicts);
        receipt.held.extend(judgement.held);
    }
    for estate in touched {
        if let Some(state) = writing.estate(estate)? {
            receipt.advanced.push((estate, state.seq));
        }
    }
    Ok(Ok(receipt))
}

fn hear(writing: &mut Writing<'_>, push: &Push, chain: &Chain) -> Result<Judgement, StoreError> {
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
    let row = loaded.stored.map(|stored| stored.row);
    let log = ChainLog::read(writing.connection, row, chain.actor, push.device)?;
    let given = Given::read(writing.connection, chain)?;
    let changes = loaded.changes as usize;
    let Kept { bases, estates, .. } = &mut *writing.kept;
    let Some(roster) = estates.get(&place).map(|estate| &estate.roster) else {
        return Err(StoreError::Damaged("estate"));
    };
    let right = |entry: usize, command: &Command| -> Result<(), Refusal> {
        given.on(chain, entry)?;
        let about = About::of(command);
        let deed = Deed {
            document: &chain.document,
            command,
            appointment: about.and_then(|about| about.resolve(|id| roster.appointment(id))),
        };
        rights::may_send(&grants, push.person, &deed, today)?;
        rights::can_be_held(command, roster.level)?;
        let building = chain.document.building();
        if building.is_none_or(|id| roster.has_building(id)) {
            Ok(())
        } else {
            Err(RefusalCode::UnknownBuilding.into())
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
    if !judgement.accepted.is_empty() {
        if log.owner == Owner::Nobody {
            writing
                .connection
                .prepare_cached("INSERT OR IGNORE INTO actors VALUES (?1, ?2)")?
                .execute((&chain.actor.0[..], &push.device.as_bytes()[..]))?;
        }
        accept(writing, push, chain, &mut loaded, &mut judgement)?;
    }
    writing.put(loaded);
    Ok(judgement)
}

/// Numbers what was accepted, and puts it into the document in one go.
fn accept(
    writing: &mut Writing<'_>,
    push: &Push,
    chain: &Chain,
    loaded: &mut Loaded,
    judgement: &mut Judgement,
) -> Result<(), StoreError> {
    for index in 0..judgement.accepted.len() {
        let accepted = &judgement.accepted[index];
        let entry = &chain.entries[accepted.entry];
        let seq = writing.append(
            loaded,
            &NewEntry {
                change: &accepted.change,
                command: &entry.command,
                author: push.person,
                device: Some(push.device),
                device_time: entry.at,
                clock_offset: push.clock_offset,
                received_at: push.received_at,
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
    writing.refresh_roster(loaded)
}
