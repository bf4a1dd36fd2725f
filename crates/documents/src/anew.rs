//! A document begun anew: its next epoch, with what is to be kept of it and nothing of its history.
//!
//! What stands in it stays in the name of whoever wrote it, and conflicts stay conflicts: each change that
//! still shows is written again, in the server's order, as a change of the new epoch.

use std::collections::BTreeMap;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use linli_domain::{ActorId, ChangeHash, Epoch, PersonId, ResidentId, Seq, Timestamp};

use crate::actor::IDLE;
use crate::convert::{actor_in, author_of, hash_in, hash_out, time_of};
use crate::document::Document;
use crate::error::DocumentError;
use crate::history::Change;

/// What a document keeps.
pub trait Keep {
    /// Whether what stands at this path is kept: `visits/<id>`, `residents/<id>/phone`.
    fn keeps(&self, path: &[String]) -> bool;
    /// A text at this path, as it is kept.
    fn text(&self, path: &[String], text: &str) -> String;
}

/// Everything that shows.
#[derive(Debug, Clone, Copy)]
pub struct KeepAll;

impl Keep for KeepAll {
    fn keeps(&self, _: &[String]) -> bool {
        true
    }

    fn text(&self, _: &[String], text: &str) -> String {
        text.to_owned()
    }
}

/// Nothing that anybody wrote.
#[derive(Debug, Clone, Copy)]
pub struct KeepNothing;

impl Keep for KeepNothing {
    fn keeps(&self, _: &[String]) -> bool {
        false
    }

    fn text(&self, _: &[String], text: &str) -> String {
        text.to_owned()
    }
}

/// A change of the new epoch, and whose work it holds.
#[derive(Debug, Clone)]
pub struct Retained {
    pub change: Change,
    pub author: PersonId,
    /// When its author made it, by their device.
    pub at: Timestamp,
}

impl Retained {
    /// A change that is known to be the server's own.
    ///
    /// # Errors
    /// The bytes are no change.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let (change, author, at) = Change::read(bytes)?;
        Ok(Self { change, author, at })
    }
}

/// A value that still shows, or loses against one that does.
struct Shown {
    parent: Vec<String>,
    key: String,
    /// `None`: a map.
    value: Option<ScalarValue>,
    /// Others' values that were written apart, with the changes that wrote them.
    losers: Vec<(ChangeHash, ScalarValue)>,
}

/// By the server's number of the change that wrote it, and its hash where that is not known.
type Work = BTreeMap<(Seq, ChangeHash), Vec<Shown>>;

impl Document {
    /// The document in its next `epoch`, and the changes that make it, in order; at least one.
    ///
    /// `order`: the server's numbers of this document's changes. `seed`: 16 bytes that no other epoch of the
    /// document was made with, from which the actors of the changes follow. `gone`: who is erased by it; a household
    /// tells ever after that they were, by their ids.
    ///
    /// # Errors
    /// The document is damaged.
    pub fn begin_anew(
        &self,
        epoch: Epoch,
        seed: ActorId,
        order: &BTreeMap<ChangeHash, Seq>,
        keep: &dyn Keep,
        gone: &[ResidentId],
    ) -> Result<(Self, Vec<Retained>), DocumentError> {
        let failed = |error: AutomergeError| DocumentError::NotApplied(error.into());
        let mut work = Work::new();
        let mut reading = Reading {
            document: self,
            order,
            keep,
            work: &mut work,
        };
        reading.walk(&ROOT, &mut Vec::new());
        let mut writing = Writing {
            of: self,
            document: Self::genesis(&self.key, epoch),
            seed,
            losers: 0,
            retained: Vec::new(),
        };
        for ((_, hash), shown) in &work {
            writing.write(hash, shown).map_err(failed)?;
        }
        let told = self.erased_with(epoch, gone);
        writing.tell(&told).map_err(failed)?;
        if writing.retained.is_empty() {
            writing.say_nothing();
        }
        writing.document.automerge.set_actor(actor_in(IDLE));
        Ok((writing.document, writing.retained))
    }
}

impl Document {
    /// Every change but the genesis, in the server's order, where the document was begun anew elsewhere. `order`: as
    /// in a snapshot, the server's numbers in the order of `change_ids`; empty where they do not matter.
    ///
    /// # Errors
    /// The document is damaged.
    pub fn retained(&self, order: &[Seq]) -> Result<Vec<Retained>, DocumentError> {
        let numbers: BTreeMap<_, _> = self.change_ids().into_iter().zip(order).collect();
        let changes = self.changes_since(&[]).into_iter();
        let mut retained = changes
            .filter(|change| change.hash != self.genesis)
            .map(|change| Retained::read(&change.bytes))
            .collect::<Result<Vec<_>, DocumentError>>()?;
        // Stable: without numbers each stays behind what it builds on.
        retained.sort_by_key(|one| numbers.get(&(one.change.actor, one.change.actor_seq)));
        Ok(retained)
    }
}

struct Reading<'a> {
    document: &'a Document,
    order: &'a BTreeMap<ChangeHash, Seq>,
    keep: &'a dyn Keep,
    work: &'a mut Work,
}

impl Reading<'_> {
    fn walk(&mut self, map: &ObjId, path: &mut Vec<String>) {
        let automerge = &self.document.automerge;
        let keys: Vec<String> = automerge.keys(map).collect();
        for key in keys {
            let mut values = automerge.get_all(map, key.as_str()).unwrap_or_default();
            let Some((value, operation)) = values.pop() else {
                continue;
            };
            path.push(key.clone());
            if self.keep.keeps(path) {
                let losers = self.losers(path, &value, &values);
                self.shown(path, &value, &operation, losers);
                if value.is_object() {
                    self.walk(&operation, path);
                }
            }
            path.pop();
        }
    }

    fn shown(
        &mut self,
        path: &[String],
        value: &Value<'_>,
        operation: &ObjId,
        losers: Vec<(ChangeHash, ScalarValue)>,
    ) {
        let (Some(hash), Some((key, parent))) = (self.written_by(operation), path.split_last())
        else {
            return;
        };
        let number = self.order.get(&hash).copied().unwrap_or(Seq::MAX);
        let shown = Shown {
            parent: parent.to_vec(),
            key: key.clone(),
            value: self.scalar(path, value),
            losers,
        };
        self.work.entry((number, hash)).or_default().push(shown);
    }

    /// The change that wrote it; `None` for what every genesis has.
    fn written_by(&self, operation: &ObjId) -> Option<ChangeHash> {
        let hash = self.document.automerge.hash_for_opid(operation)?;
        Some(hash_out(hash)).filter(|hash| *hash != self.document.genesis)
    }

    fn losers(
        &self,
        path: &[String],
        winner: &Value<'_>,
        others: &[(Value<'_>, ObjId)],
    ) -> Vec<(ChangeHash, ScalarValue)> {
        let winner = self.scalar(path, winner);
        let mut losers: Vec<(ChangeHash, ScalarValue)> = Vec::new();
        for (value, operation) in others {
            let found = self.written_by(operation).zip(self.scalar(path, value));
            losers.extend(found.filter(|(_, value)| winner.as_ref() != Some(value)));
        }
        losers
    }

    fn scalar(&self, path: &[String], value: &Value<'_>) -> Option<ScalarValue> {
        match value {
            Value::Scalar(scalar) => Some(match scalar.as_ref() {
                ScalarValue::Str(text) => {
                    ScalarValue::Str(self.keep.text(path, text.as_str()).into())
                }
                other => other.clone(),
            }),
            Value::Object(_) => None,
        }
    }
}

struct Writing<'a> {
    of: &'a Document,
    document: Document,
    seed: ActorId,
    losers: u16,
    retained: Vec<Retained>,
}

impl Writing<'_> {
    /// What a change of the old epoch still shows, as one of the new; and what loses against it beside it.
    fn write(&mut self, original: &ChangeHash, shown: &[Shown]) -> Result<(), AutomergeError> {
        let before = shown
            .iter()
            .any(|shown| !shown.losers.is_empty())
            .then(|| self.document.automerge.clone());
        let (message, seconds) = self.meta(original);
        let actor = self.actor(0xff, 0);
        let hash = put(
            &mut self.document.automerge,
            actor,
            shown,
            &message,
            seconds,
        )?;
        self.retain(&hash, &message, seconds);
        let Some(before) = before else {
            return Ok(());
        };
        for one in shown {
            for (loser, value) in &one.losers {
                self.lose(&before, one, loser, value)?;
            }
        }
        Ok(())
    }

    /// Beside the winner: of two values that are written apart with equal numbers the greater actor's wins, and
    /// a loser has its number from the beginning of its change.
    fn lose(
        &mut self,
        before: &Automerge,
        shown: &Shown,
        original: &ChangeHash,
        value: &ScalarValue,
    ) -> Result<(), AutomergeError> {
        self.losers += 1;
        let actor = self.actor(0, self.losers);
        let (message, seconds) = self.meta(original);
        let mut apart = before.clone();
        let alone = Shown {
            parent: shown.parent.clone(),
            key: shown.key.clone(),
            value: Some(value.clone()),
            losers: Vec::new(),
        };
        let hash = put(&mut apart, actor, &[alone], &message, seconds)?;
        let change = apart
            .get_change_by_hash(&hash)
            .ok_or(AutomergeError::Fail)?;
        self.document.automerge.apply_changes([change])?;
        self.retain(&hash, &message, seconds);
        Ok(())
    }

    /// What nobody wrote and the document does not say yet, at its root.
    fn tell(&mut self, told: &[(String, ScalarValue)]) -> Result<(), AutomergeError> {
        let told = told
            .iter()
            .filter(|(key, _)| !self.document.root_has(key))
            .map(|(key, value)| Shown {
                parent: Vec::new(),
                key: key.clone(),
                value: Some(value.clone()),
                losers: Vec::new(),
            });
        let told: Vec<Shown> = told.collect();
        if told.is_empty() {
            return Ok(());
        }
        let actor = self.actor(0xff, 0);
        let hash = put(&mut self.document.automerge, actor, &told, "", 0)?;
        self.retain(&hash, "", 0);
        Ok(())
    }

    /// An epoch in which nothing is left has a change all the same: it is what the log numbers.
    fn say_nothing(&mut self) {
        let actor = self.actor(0xff, 0);
        let automerge = &mut self.document.automerge;
        automerge.set_actor(actor_in(actor));
        let hash = automerge.empty_commit(CommitOptions::default().with_time(0));
        self.retain(&hash, "", 0);
    }

    fn meta(&self, original: &ChangeHash) -> (String, i64) {
        let meta = self
            .of
            .automerge
            .get_change_meta_by_hash(&hash_in(original));
        meta.map_or_else(
            || (String::new(), 0),
            |meta| {
                let message = meta.message.as_deref().unwrap_or_default();
                (message.to_owned(), meta.timestamp)
            },
        )
    }

    fn actor(&self, first: u8, number: u16) -> ActorId {
        let mut actor = self.seed;
        actor.0[0] = first;
        if first == 0 {
            actor.0[1..3].copy_from_slice(&number.to_be_bytes());
        }
        actor
    }

    fn retain(&mut self, hash: &automerge::ChangeHash, message: &str, seconds: i64) {
        let change = self.document.automerge.get_change_by_hash(hash);
        self.retained.extend(change.as_ref().map(|change| Retained {
            change: Change::from(change),
            author: author_of(Some(message)),
            at: time_of(seconds),
        }));
    }
}

fn put(
    automerge: &mut Automerge,
    actor: ActorId,
    shown: &[Shown],
    message: &str,
    seconds: i64,
) -> Result<automerge::ChangeHash, AutomergeError> {
    automerge.set_actor(actor_in(actor));
    let mut transaction = automerge.transaction();
    for one in shown {
        let parent = resolve(&transaction, &one.parent)?;
        match &one.value {
            Some(value) => transaction.put(&parent, one.key.as_str(), value.clone())?,
            None => drop(transaction.put_object(&parent, one.key.as_str(), ObjType::Map)?),
        }
    }
    let options = CommitOptions::default()
        .with_message(message)
        .with_time(seconds);
    let (hash, _) = transaction.commit_with(options);
    hash.ok_or(AutomergeError::Fail)
}

fn resolve(document: &impl ReadDoc, path: &[String]) -> Result<ObjId, AutomergeError> {
    path.iter()
        .try_fold(ROOT, |map, key| match document.get(&map, key.as_str())? {
            Some((value, id)) if value.is_object() => Ok(id),
            _ => Err(AutomergeError::NotAnObject),
        })
}
