//! Whoever was erased, in what waits for a secretary and in what comes late.

use linli_domain::{DocumentKey, Kind, RefusalCode, ResidentId};
use linli_wire::{Chain, ChainEntry, Verdict};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::columns::blob;
use super::escrow::{ChainId, decoded, encoded};
use super::secrets::{self, Secrets};
use crate::store::{Retired, StoreError};

/// Whose ids are gone from the household `home` for good.
pub(super) fn note(
    connection: &Connection,
    home: &DocumentKey,
    residents: &[ResidentId],
) -> Result<(), StoreError> {
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO forgotten VALUES (?1, ?2)")?;
    for resident in residents {
        insert.execute([&home.id().as_bytes()[..], resident.as_bytes()])?;
    }
    Ok(())
}

fn of(connection: &Connection, home: &DocumentKey) -> Result<Vec<ResidentId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT resident FROM forgotten WHERE document = ?1")?;
    let mut rows = statement.query([home.id().as_bytes()])?;
    let mut residents = Vec::new();
    while let Some(row) = rows.next()? {
        residents.push(blob(row, 0)?);
    }
    Ok(residents)
}

/// In the place of a command that told of somebody who was erased: a digest of it, as the log keeps one too. No command is
/// a byte string.
fn blank_of(command: &[u8]) -> Vec<u8> {
    let digest = Sha256::digest(command);
    [&[BYTES_16], &digest[..16]].concat()
}

/// How 16 bytes begin in CBOR.
const BYTES_16: u8 = 0x50;

fn is_blank(entry: &ChainEntry) -> bool {
    matches!(entry.command[..], [BYTES_16, ref digest @ ..] if digest.len() == 16)
}

/// Whether `sent` is what is kept, or was before it was blanked.
fn is_of(kept: &ChainEntry, sent: &ChainEntry) -> bool {
    kept == sent || kept.at == sent.at && kept.command == blank_of(&sent.command)
}

/// Where the commands that were `sent` stand in a chain that is kept, in order: those behind its end nowhere. Its blanks
/// need not be among them. `None`: it is another chain.
pub(super) fn places(kept: &Chain, sent: &Chain) -> Option<Vec<Option<usize>>> {
    if (kept.document, kept.epoch, kept.actor) != (sent.document, sent.epoch, sent.actor) {
        return None;
    }
    let mut next = 0;
    let mut places = Vec::with_capacity(sent.entries.len());
    for entry in &sent.entries {
        let mut ahead = kept.entries.iter().enumerate().skip(next);
        let place = ahead
            .find(|(_, one)| is_of(one, entry) || !is_blank(one))
            .map(|(place, _)| place);
        if place.is_some_and(|place| !is_of(&kept.entries[place], entry)) {
            return None;
        }
        next = place.map_or(kept.entries.len(), |place| place + 1);
        places.push(place);
    }
    let begins_there = places.first() == Some(&Some(0));
    let mut unsaid = kept.entries.iter().skip(next);
    let same = unsaid.all(is_blank) && (kept.base == sent.base || !begins_there);
    same.then_some(places)
}

/// Blanks in `sent` what is blank in `kept`: see [`places`].
pub(super) fn blank_as(kept: &Chain, places: &[Option<usize>], sent: &mut Chain) {
    for (entry, place) in sent.entries.iter_mut().zip(places) {
        if place.is_some_and(|place| is_blank(&kept.entries[place])) {
            entry.command = blank_of(&entry.command);
        }
    }
}

/// Blanks what a chain that comes late still says of whoever was erased from its household.
pub(super) fn blank_late(connection: &Connection, chain: &mut Chain) -> Result<(), StoreError> {
    if chain.document.kind() == Kind::Household {
        let residents = of(connection, &chain.document)?;
        blank(chain, |command| names(command, &residents));
    }
    Ok(())
}

/// An id stands in a command as its 16 bytes.
fn names(command: &[u8], residents: &[ResidentId]) -> bool {
    let mut ids = residents.iter();
    ids.any(|id| secrets::contains(command, id.as_bytes()))
}

fn blank(chain: &mut Chain, is_gone: impl Fn(&[u8]) -> bool) {
    let said = chain.entries.iter_mut().filter(|entry| !is_blank(entry));
    for entry in said.filter(|entry| is_gone(&entry.command)) {
        entry.command = blank_of(&entry.command);
    }
}

/// The chain without its blanks.
pub(super) fn rest(chain: &Chain) -> Chain {
    let mut rest = chain.clone();
    rest.entries.retain(|entry| !is_blank(entry));
    rest
}

/// The verdicts on [`rest`], with those on the blanks between them.
pub(super) fn verdicts(chain: &Chain, rest: Vec<Verdict>) -> Vec<Verdict> {
    let mut rest = rest.into_iter();
    let erased = || Verdict::Refused(RefusalCode::Erased.into());
    let all = chain.entries.iter().map(|entry| {
        let verdict = match is_blank(entry) {
            true => None,
            false => rest.next(),
        };
        verdict.unwrap_or_else(erased)
    });
    all.collect()
}

/// Blanks what waits in the estate, or did, and holds something that was erased, or says something new of `residents` of
/// `home`, who were: that can no longer be adopted, and its author hears why.
pub(super) fn forget(
    connection: &Connection,
    home: &DocumentKey,
    secrets: &Secrets,
    residents: &[ResidentId],
) -> Result<(), StoreError> {
    note(connection, home, residents)?;
    let mut statement = connection.prepare_cached(
        "SELECT s.id, s.chain FROM escrow s JOIN estates e ON e.row = s.estate WHERE e.id = ?1",
    )?;
    let mut rows = statement.query([home.estate().as_bytes()])?;
    while let Some(row) = rows.next()? {
        let (id, bytes): (ChainId, Vec<u8>) = (blob(row, 0)?, row.get(1)?);
        let mut chain = decoded(&bytes)?;
        let about_home = chain.document == *home;
        blank(&mut chain, |command| {
            secrets.stand_in(command) || about_home && names(command, residents)
        });
        rewrite(connection, id, &bytes, &chain)?;
        if chain.entries.iter().all(is_blank) {
            settle(connection, id, &chain)?;
        }
    }
    Ok(())
}

/// Blanks what was decided on and tells of what goes from its document, since its term is over: the register has it from
/// there no more. What still waits is whole until somebody has decided.
pub(super) fn retire(connection: &Connection, retired: &Retired) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.id, s.chain FROM escrow s JOIN estates e ON e.row = s.estate
         WHERE e.id = ?1 AND s.decided_at IS NOT NULL",
    )?;
    let mut rows = statement.query([retired.document.estate().as_bytes()])?;
    while let Some(row) = rows.next()? {
        let (id, bytes): (ChainId, Vec<u8>) = (blob(row, 0)?, row.get(1)?);
        let mut chain = decoded(&bytes)?;
        if chain.document == retired.document {
            blank(&mut chain, |command| tells_of(command, &retired.paths));
            rewrite(connection, id, &bytes, &chain)?;
        }
    }
    Ok(())
}

fn tells_of(command: &[u8], paths: &[String]) -> bool {
    paths.iter().any(|path| {
        let named = path.rsplit('/').next().map(uuid::Uuid::parse_str);
        path == "*" || matches!(named, Some(Ok(id)) if secrets::contains(command, id.as_bytes()))
    })
}

fn rewrite(
    connection: &Connection,
    id: ChainId,
    before: &[u8],
    chain: &Chain,
) -> Result<(), StoreError> {
    let left = encoded(chain)?;
    if left != before {
        connection
            .prepare_cached("UPDATE escrow SET chain = ?2, blanked = 1 WHERE id = ?1")?
            .execute((id, left))?;
    }
    Ok(())
}

/// Nothing is left to decide on.
fn settle(connection: &Connection, id: ChainId, chain: &Chain) -> Result<(), StoreError> {
    let erased = verdicts(chain, Vec::new());
    let erased = minicbor::to_vec(erased).map_err(|_| StoreError::Damaged("verdicts"))?;
    connection
        .prepare_cached(
            "UPDATE escrow SET verdicts = ?2, decided_at = received_at WHERE id = ?1 AND decided_at IS NULL",
        )?
        .execute(params![id, erased])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use linli_domain::{ActorId, BuildingId, ChangeHash, EstateId, HouseholdId, Timestamp};
    use linli_wire::ChangeMark;
    use proptest::prelude::*;

    use super::*;

    fn chain(commands: &[&str]) -> Chain {
        Chain {
            document: DocumentKey::Household {
                estate: EstateId::from_bytes([1; 16]),
                building: BuildingId::from_bytes([2; 16]),
                household: HouseholdId::from_bytes([3; 16]),
            },
            epoch: 0,
            actor: ActorId([4; 16]),
            base: Vec::new(),
            result: ChangeMark([0; 8]),
            entries: commands.iter().map(|it| entry(it)).collect(),
        }
    }

    fn blanked(commands: &[&str], gone: &[&str]) -> Chain {
        let mut chain = chain(commands);
        blank(&mut chain, |command| {
            gone.iter().any(|it| it.as_bytes() == command)
        });
        chain
    }

    /// All within one second.
    fn entry(command: &str) -> ChainEntry {
        ChainEntry {
            at: Timestamp::default(),
            command: command.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_chain_is_known_by_what_is_left_of_it() {
        let kept = blanked(&["a", "b", "c"], &["b"]);
        assert_eq!(
            places(&kept, &chain(&["a", "b", "c"])),
            Some(vec![Some(0), Some(1), Some(2)])
        );
        assert_eq!(
            places(&kept, &chain(&["a", "c"])),
            Some(vec![Some(0), Some(2)])
        );
        assert_eq!(
            places(&kept, &chain(&["a", "c", "d"])),
            Some(vec![Some(0), Some(2), None])
        );
        for other in [
            &["c"][..],
            &["a"],
            &["a", "d"],
            &["a", "d", "c", "c"],
            &["c", "a"],
            &[],
        ] {
            let found = places(&kept, &chain(other));
            assert!(found.is_none_or(|found| found.contains(&None)), "{other:?}");
        }
        let mut later = chain(&["a", "c"]);
        later.epoch = 1;
        assert_eq!(places(&kept, &later), None);
        let mut elsewhere = chain(&["a", "b", "c", "d"]);
        elsewhere.base = vec![ChangeHash([5; 32])];
        assert_eq!(places(&kept, &elsewhere), None);
    }

    #[test]
    fn verdicts_fall_between_the_blanks() {
        let kept = blanked(&["x", "a", "y", "b"], &["x", "y"]);
        let erased = Verdict::Refused(RefusalCode::Erased.into());
        let all = verdicts(&kept, vec![Verdict::Escrowed, Verdict::Deferred]);
        assert_eq!(
            all,
            [erased.clone(), Verdict::Escrowed, erased, Verdict::Deferred]
        );
    }

    proptest! {
        /// Whatever was blanked, and whichever of the blanks the device has let go of, and whatever it added.
        #[test]
        fn what_is_left_stands_where_it_stood(
            blanked in prop::collection::vec(any::<(bool, bool)>(), 1..8),
            more in 0_usize..3,
        ) {
            let names: Vec<String> = (0..blanked.len() + more).map(|it| it.to_string()).collect();
            let (mut kept, mut sent) = (chain(&[]), chain(&[]));
            for (name, (gone, left_out)) in names.iter().zip(&blanked) {
                kept.entries.push(entry(name));
                if !(*gone && *left_out) {
                    sent.entries.push(entry(name));
                }
            }
            let gone = |name: &[u8]| {
                let mut all = names.iter().zip(&blanked);
                all.any(|(one, (gone, _))| *gone && one.as_bytes() == name)
            };
            blank(&mut kept, gone);
            sent.entries.extend(names[blanked.len()..].iter().map(|name| entry(name)));
            let found = places(&kept, &sent).expect("it is the same chain");
            blank_as(&kept, &found, &mut sent);
            let said = rest(&sent).entries.len();
            prop_assert_eq!(said, rest(&kept).entries.len() + more);
            prop_assert_eq!(found.iter().filter(|it| it.is_none()).count(), more);
        }
    }
}
