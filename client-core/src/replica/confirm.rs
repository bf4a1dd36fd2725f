//! The confirmed layer: what the server gives, and nothing else, changes it.

use std::collections::BTreeMap;

use linli_documents::{Change, Document};
use linli_domain::{ActorId, DocumentKey, Epoch, Refusal, RefusalCode, Seq};
use linli_sync::receive::Entry;
use linli_wire::{Snapshot, Verdict};
use rusqlite::params;

use super::escrow::Waiting;
use super::pending::{PENDING_COLUMNS, PendingRow, WRONG_EPOCH};
use super::{DocumentRow, Layers, Numbers, Work};
use crate::{Changed, Result};

impl Work<'_> {
    /// Stores a document as the server has it. Pending commands are put on top again.
    pub(crate) fn confirm_snapshot(&mut self, snapshot: &Snapshot) -> Result<()> {
        let key = snapshot.document;
        let document = Document::load(&key, snapshot.epoch, &snapshot.bytes)?;
        self.put_aside(&key, Some(&document))?;
        let mut row = self.row(&key)?;
        let begun_anew = snapshot.epoch > row.epoch;
        if begun_anew {
            let erased = self.erased_by(&document)?;
            self.forget_the_old_epoch(&key, snapshot.epoch, &erased)?;
        }
        row.epoch = snapshot.epoch;
        row.damaged = false;
        row.confirmed = Some(snapshot.bytes.clone());
        row.numbers = Numbers::of_snapshot(
            if key.kind().folds_events() {
                document.change_ids()
            } else {
                Vec::new()
            },
            &snapshot.order,
        );
        if begun_anew || !self.pending_fits(&document)? {
            // What is done again is done as a fresh actor: the present one may have made changes that the
            // server has and this snapshot lacks.
            row.fork += 1;
        }
        row.write(self.tx, &document.heads())?;
        DocumentRow::is_fresh(self.tx, &key.id())?;
        self.cache.forget(&key.id());
        let layers = self.replay(document, None)?;
        self.show(layers, &row.numbers)
    }

    /// As `confirm_snapshot`, but one that can't be read is parked instead of stopping the others.
    pub(crate) fn confirm_snapshots(&mut self, snapshots: &[Snapshot]) -> Result<()> {
        snapshots.iter().try_for_each(|snapshot| {
            self.confirm_or_park(&snapshot.document, |work| work.confirm_snapshot(snapshot))
        })
    }

    /// The server does not have the document (any more): what is left of it is own pending work.
    pub(crate) fn lose(&mut self, key: &DocumentKey) -> Result<()> {
        self.put_aside(key, None)?;
        let mut row = DocumentRow::genesis(*key, 0);
        row.fork = self.row(key)?.fork + 1;
        row.write(self.tx, &[])?;
        DocumentRow::is_fresh(self.tx, &key.id())?;
        self.cache.forget(&key.id());
        let layers = self.replay(Document::genesis(key, 0), None)?;
        if layers.pending.is_some() {
            return self.show(layers, &row.numbers);
        }
        crate::projection::erase(self.tx, key)?;
        self.changed.push(Changed::Document(*key));
        DocumentRow::delete(self.tx, &key.id())
    }

    /// Applies entries of the log, document by document, in order.
    pub(crate) fn confirm_entries(&mut self, entries: Vec<Entry>) -> Result<()> {
        let mut runs: BTreeMap<DocumentKey, Run> = BTreeMap::new();
        for entry in entries {
            match entry {
                Entry::Change {
                    seq,
                    document,
                    epoch,
                    bytes,
                } => {
                    runs.entry(document)
                        .or_default()
                        .changes
                        .push((seq, epoch, bytes));
                }
                Entry::Replace { snapshot, .. } => {
                    let run = runs.entry(snapshot.document).or_default();
                    *run = Run {
                        replaced: Some(snapshot),
                        changes: Vec::new(),
                    };
                }
            }
        }
        for (key, run) in runs {
            if let Some(snapshot) = &run.replaced {
                self.confirm_or_park(&key, |work| work.confirm_snapshot(snapshot))?;
            }
            self.confirm_or_park(&key, |work| work.confirm_changes(&key, &run.changes))?;
        }
        Ok(())
    }

    /// One document's trouble never stops the others: it is parked, and its snapshot asked for.
    fn confirm_or_park(
        &mut self,
        key: &DocumentKey,
        confirm: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        match confirm(self) {
            Err(crate::Error::Document(_)) => {
                self.cache.forget(&key.id());
                DocumentRow::park(self.tx, key)
            }
            other => other,
        }
    }

    fn confirm_changes(
        &mut self,
        key: &DocumentKey,
        changes: &[(Seq, Epoch, Vec<u8>)],
    ) -> Result<()> {
        let mut row = self.row(key)?;
        if row.damaged || changes.is_empty() {
            return Ok(());
        }
        let mut layers = self.take_layers(key)?;
        let current: Vec<_> = changes
            .iter()
            .filter(|(_, epoch, _)| *epoch == layers.confirmed.epoch())
            .collect();
        let bytes = || current.iter().map(|(_, _, bytes)| bytes.as_slice());
        let before = layers.confirmed.heads();
        layers.confirmed.apply(bytes())?;
        if let Some(pending) = &mut layers.pending {
            pending.apply(bytes())?;
        }
        if key.kind().folds_events() {
            let added = layers.confirmed.changes_since(&before);
            number(&mut row.numbers, &current, &added);
        }
        self.store_confirmed(&mut row, &layers)?;
        self.show(layers, &row.numbers)
    }

    /// Settles the commands `numbers` of one chain. Rows that are gone already were settled before.
    pub(crate) fn settle(&mut self, numbers: &[i64], verdicts: &[Verdict]) -> Result<Settled> {
        let mut settled = Settled::default();
        let mut trouble: Option<(DocumentKey, Option<ActorId>)> = None;
        let mut confirmed: Vec<(PendingRow, Seq)> = Vec::new();
        let mut unseen = false;
        for (number, verdict) in numbers.iter().zip(verdicts) {
            let waiting = self.back_from_the_secretary(*number, verdict)?;
            match waiting {
                Waiting::There => {
                    settled.escrowed += 1;
                    continue;
                }
                Waiting::Back => unseen = true,
                Waiting::Never => {}
            }
            let Some(row) = PendingRow::by_number(self.tx, *number)? else {
                continue;
            };
            let key = row.entry.document;
            let from_the_outbox = matches!(waiting, Waiting::Never);
            match verdict {
                // It is in the log, and no longer in the document.
                Verdict::Superseded { .. } if from_the_outbox && self.is_behind(&row)? => {
                    settled.accepted += 1;
                    self.forget_the_settled(&row)?;
                    trouble.get_or_insert((key, None));
                }
                Verdict::Accepted { seq } | Verdict::Duplicate { seq } => {
                    settled.accepted += 1;
                    confirmed.push((row, *seq));
                }
                Verdict::Superseded { seq, hash } if *hash == row.entry.hash => {
                    settled.accepted += 1;
                    confirmed.push((row, *seq));
                }
                Verdict::Superseded { seq, .. } => {
                    settled.superseded += 1;
                    self.archive(&row, *seq)?;
                    trouble = Some((key, Some(row.entry.actor)));
                }
                Verdict::Refused(Refusal {
                    code: RefusalCode::WrongEpoch,
                    ..
                }) => {
                    settled.waiting += 1;
                    self.note_wait(*number, WRONG_EPOCH)?;
                    if self.is_behind(&row)? {
                        // What it is to be done again on is held already.
                        trouble.get_or_insert((key, None));
                    }
                }
                Verdict::Refused(refusal) => {
                    settled.refused += 1;
                    self.make_draft(&row, refusal)?;
                    trouble = Some((key, Some(row.entry.actor)));
                }
                Verdict::Escrowed => {
                    settled.escrowed += 1;
                    self.hand_to_escrow(&row)?;
                    trouble = Some((key, Some(row.entry.actor)));
                }
                Verdict::ActorForked => {
                    settled.waiting += 1;
                    trouble = Some((key, Some(row.entry.actor)));
                }
                Verdict::Deferred => {
                    settled.waiting += 1;
                    self.note_wait(*number, "deferred")?;
                }
                Verdict::UpgradeNeeded => {
                    settled.waiting += 1;
                    settled.upgrade_needed = true;
                    self.note_wait(*number, "upgrade_needed")?;
                }
            }
        }
        self.confirm_own(confirmed, unseen)?;
        if let Some((key, burned)) = trouble {
            self.start_afresh(&key, burned)?;
        }
        self.changed.push(Changed::Outbox);
        Ok(settled)
    }

    /// Own changes of one document that the server took as they are. `unseen`: the person did not see them any
    /// more, since they waited for the secretary.
    fn confirm_own(&mut self, rows: Vec<(PendingRow, Seq)>, unseen: bool) -> Result<()> {
        let Some((first, _)) = rows.first() else {
            return Ok(());
        };
        let key = first.entry.document;
        let mut row = self.row(&key)?;
        let mut layers = self.take_layers(&key)?;
        let before = layers.confirmed.heads();
        let own = || rows.iter().map(|(row, _)| row.change.as_slice());
        if !row.damaged && layers.confirmed.apply(own()).is_err() {
            // What they stand on is not held: the feed was left meanwhile. The document comes with it, or
            // not at all.
            DocumentRow::park(self.tx, &key)?;
            row.damaged = true;
        }
        if !row.damaged && key.kind().folds_events() {
            let added = layers.confirmed.changes_since(&before);
            for (own, seq) in &rows {
                if let Some(change) = added.iter().find(|change| change.hash == own.entry.hash) {
                    row.numbers.insert(change.actor, change.actor_seq, *seq);
                }
            }
        }
        for (own, seq) in &rows {
            self.archive(own, *seq)?;
        }
        if !row.damaged {
            self.store_confirmed(&mut row, &layers)?;
        }
        if PendingRow::of_document(self.tx, &key.id())?.is_empty() {
            layers.pending = None;
        }
        if let Some(pending) = layers.pending.as_mut().filter(|_| !row.damaged) {
            // What the secretary adopted is no longer among the pending.
            let missing = rows
                .iter()
                .filter(|(own, _)| !pending.contains(&own.entry.hash));
            let missing: Vec<_> = missing.map(|(own, _)| own.change.as_slice()).collect();
            pending.apply(missing)?;
        }
        if key.kind().folds_events() || unseen {
            return self.show(layers, &row.numbers);
        }
        // What the person sees has not changed: the commands only moved from pending to confirmed.
        self.keep(layers);
        Ok(())
    }

    /// A new actor for the document, and everything still pending in it done again.
    fn start_afresh(&mut self, key: &DocumentKey, burned: Option<ActorId>) -> Result<()> {
        let mut row = self.row(key)?;
        let layers = self.take_layers(key)?;
        row.fork += 1;
        row.write(self.tx, &layers.confirmed.heads())?;
        let layers = self.replay(layers.confirmed, burned)?;
        self.show(layers, &row.numbers)
    }

    /// From the outbox to what was accepted; 0 where it is not known at which seq.
    pub(super) fn archive(&mut self, own: &PendingRow, seq: Seq) -> Result<()> {
        self.tx
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO accepted ({PENDING_COLUMNS}, seq, settled_at)
                 SELECT {PENDING_COLUMNS}, ?2, ?3 FROM outbox WHERE number = ?1"
            ))?
            .execute(params![
                own.entry.number,
                seq as i64,
                self.server_now()?.seconds()
            ])?;
        PendingRow::delete(self.tx, own.entry.number)
    }

    fn note_wait(&mut self, number: i64, why: &str) -> Result<()> {
        self.tx
            .prepare_cached("UPDATE outbox SET verdict = ?2 WHERE number = ?1")?
            .execute(params![number, why])?;
        Ok(())
    }

    pub(super) fn row(&self, key: &DocumentKey) -> Result<DocumentRow> {
        let row = DocumentRow::read(self.tx, &key.id())?;
        Ok(row.unwrap_or_else(|| DocumentRow::genesis(*key, 0)))
    }

    fn store_confirmed(&mut self, row: &mut DocumentRow, layers: &Layers) -> Result<()> {
        row.confirmed = (!layers.confirmed.is_empty()).then(|| layers.confirmed.save());
        row.write(self.tx, &layers.confirmed.heads())
    }

    /// Projects what the person sees, and keeps the layers at hand.
    fn show(&mut self, layers: Layers, numbers: &Numbers) -> Result<()> {
        crate::projection::project(self.tx, layers.visible(), numbers)?;
        self.changed
            .push(Changed::Document(*layers.confirmed.key()));
        self.keep(layers);
        Ok(())
    }
}

#[derive(Default)]
struct Run {
    replaced: Option<Snapshot>,
    changes: Vec<(Seq, Epoch, Vec<u8>)>,
}

/// What became of the commands of one or more chains.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Settled {
    pub(crate) accepted: usize,
    pub(crate) superseded: usize,
    pub(crate) refused: usize,
    pub(crate) waiting: usize,
    /// They wait for the secretary.
    pub(crate) escrowed: usize,
    pub(crate) upgrade_needed: bool,
}

fn number(numbers: &mut Numbers, entries: &[&(Seq, Epoch, Vec<u8>)], added: &[Change]) {
    for (seq, _, bytes) in entries {
        if let Some(change) = added.iter().find(|change| change.bytes == *bytes) {
            numbers.insert(change.actor, change.actor_seq, *seq);
        }
    }
}
