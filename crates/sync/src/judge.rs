//! The server's judgement on a chain: re-execute it where the device executed it, and see whether the
//! same comes out.
//!
//! Everything here is a function of the document, the log and the chain, so that the same chain sent
//! twice gets the same answer, and hostile bytes only ever meet the command decoder.

use linli_documents::{Change, Document, DocumentError};
use linli_domain::{ActorId, ChangeHash, Command, PersonId, Recorded, RefusalCode, Seq};
use linli_wire::{Chain, ChainEntry, Verdict, limits};

/// What the server's log says of one document.
pub trait Log {
    /// Where a change stands in the log.
    fn seq_of(&self, hash: &ChangeHash) -> Option<Seq>;
    /// The change that an actor made as its `actor_seq`th.
    fn change_of(&self, actor: &ActorId, actor_seq: u64) -> Option<ChangeHash>;
    /// Whether the device may work as `actor`: it is the first to do so, or the one that did before.
    fn owns(&self, actor: &ActorId) -> bool;
    /// The same command, given by the chain's author at the same second to the document before it began anew. A log
    /// of documents that never do has none.
    fn before(&self, _: &ChainEntry) -> Option<(ChangeHash, Seq)> {
        None
    }
}

/// Gives the document as it was at a chain's base. A server keeps some: after a day without a signal, the
/// chains of many devices stand on one and the same base, and forking costs more than cloning.
pub trait Bases {
    /// A document of its own, to be written on; [`Document::fork_at`] where nothing is kept.
    fn base(
        &mut self,
        document: &Document,
        heads: &[ChangeHash],
    ) -> Result<Document, DocumentError>;
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct ForkEach;

impl Bases for ForkEach {
    fn base(
        &mut self,
        document: &Document,
        heads: &[ChangeHash],
    ) -> Result<Document, DocumentError> {
        document.fork_at(heads)
    }
}

/// A change to be numbered and written to the log.
#[derive(Debug, Clone)]
pub struct AcceptedChange {
    /// Index of its command in the chain.
    pub entry: usize,
    pub change: Change,
    /// The device's own result was another one: the feed must bring it to the device too.
    pub differs: bool,
}

/// Decides on the command at an index of the chain; the verdict is `Refused` or `Escrowed`.
pub type Right<'a> = &'a dyn Fn(usize, &Command) -> Result<(), Verdict>;

/// The outcome of judging one chain.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// One a command, in order. Those of newly accepted ones have seq 0 until they are numbered.
    pub verdicts: Vec<Verdict>,
    /// In order.
    pub accepted: Vec<AcceptedChange>,
    /// The document with everything accepted in it, where the chain stood on its newest state: it need not be
    /// made again.
    pub document: Option<Document>,
    /// Changes that the device has as its own, accepted now or before, so that they need not be sent to it.
    pub held: Vec<ChangeHash>,
    /// Commands, by their index in the chain, that are in the log already as another actor's change. Their verdicts
    /// have seq 0 until `place` says where that stands.
    pub elsewhere: Vec<(usize, ChangeHash)>,
}

impl Judgement {
    /// Writes the number given to the `n`th accepted change into its verdict.
    pub fn number(&mut self, n: usize, given: Seq) {
        let Some(accepted) = self.accepted.get(n) else {
            return;
        };
        match &mut self.verdicts[accepted.entry] {
            Verdict::Accepted { seq } | Verdict::Superseded { seq, .. } => *seq = given,
            _ => {}
        }
    }

    /// Writes where the log has what is `elsewhere` into the verdict of the command at `entry`.
    pub fn place(&mut self, entry: usize, found: Seq) {
        if let Some(Verdict::Superseded { seq, .. }) = self.verdicts.get_mut(entry) {
            *seq = found;
        }
    }

    /// The same verdict on every command: the chain was not heard.
    pub fn all(chain: &Chain, verdict: &Verdict) -> Self {
        Self {
            verdicts: vec![verdict.clone(); chain.entries.len()],
            ..Self::default()
        }
    }
}

/// Judges `chain`, sent by `author`, against `document` as the server has it.
///
/// `right` decides on commands that are not in the log yet; it sees each, with its index in the chain, before
/// it is accepted. The document itself stays as it is: the caller applies what was accepted.
pub fn judge(
    chain: &Chain,
    author: PersonId,
    document: &Document,
    bases: &mut dyn Bases,
    log: &dyn Log,
    right: Right<'_>,
) -> Judgement {
    if chain.epoch != document.epoch() {
        return behind(chain, author, document, log);
    }
    if !log.owns(&chain.actor) {
        return Judgement::all(chain, &Verdict::ActorForked);
    }
    if chain.base.iter().any(|head| !document.contains(head)) {
        return Judgement::all(chain, &Verdict::Deferred);
    }
    match bases.base(document, &chain.base) {
        Ok(fork) => {
            let (base, heads) = (fork.heads(), document.heads());
            let newest = base == heads;
            let crowded = heads.len() >= limits::HEADS_PER_DOCUMENT
                && !base.iter().any(|head| heads.contains(head));
            let hearing = Hearing {
                chain,
                author,
                document,
                log,
                right,
                crowded,
                fork,
            };
            hearing.run(newest)
        }
        Err(_) => Judgement::all(chain, &Verdict::Deferred),
    }
}

/// A chain on a document as it was before it began anew: its device does it again, on what it began with. But for what
/// was taken before and stands there no more, since that was archived or erased: it is settled.
fn behind(chain: &Chain, author: PersonId, document: &Document, log: &dyn Log) -> Judgement {
    let verdicts = chain.entries.iter().map(|entry| {
        let recorded = Command::from_bytes(&entry.command).map(|command| Recorded {
            author,
            at: entry.at,
            command,
        });
        let gone = |recorded: &Recorded| document.twin(recorded).is_none();
        let before = recorded.ok().filter(gone).and_then(|_| log.before(entry));
        match before {
            Some((hash, seq)) => Verdict::Superseded { seq, hash },
            None => Verdict::Refused(RefusalCode::WrongEpoch.into()),
        }
    });
    Judgement {
        verdicts: verdicts.collect(),
        ..Judgement::default()
    }
}

struct Hearing<'a> {
    chain: &'a Chain,
    author: PersonId,
    /// As the server has it.
    document: &'a Document,
    log: &'a dyn Log,
    right: Right<'a>,
    /// The document has as many heads as it may, and the chain would add one.
    crowded: bool,
    fork: Document,
}

/// Where one re-executed command stands.
enum Place {
    New(Change),
    InLog(ChangeHash, Seq),
    /// In the log as another actor's change.
    Elsewhere(ChangeHash),
    /// In the log from before the document began anew, and no longer in the document.
    Before(ChangeHash, Seq),
}

impl Hearing<'_> {
    /// `newest`: the chain stands on the document as it is now.
    fn run(mut self, newest: bool) -> Judgement {
        let mut places = Vec::with_capacity(self.chain.entries.len());
        let mut stop = None;
        for index in 0..self.chain.entries.len() {
            match self.hear(index) {
                Ok(place) => places.push(place),
                Err(verdict) => {
                    stop = Some(verdict);
                    break;
                }
            }
        }
        let made = places.last().map(|place| place.hash().into());
        let agrees = stop.is_none() && made == Some(self.chain.result);
        // A refused command was executed before its rights were looked at: then the fork is not the result.
        let is_result = newest && stop.is_none();
        let mut judgement = self.sum_up(places, agrees, stop);
        judgement.document = is_result.then_some(self.fork);
        judgement
    }

    /// One command, on the result of those before it.
    fn hear(&mut self, index: usize) -> Result<Place, Verdict> {
        let entry = &self.chain.entries[index];
        let command = Command::from_bytes(&entry.command).map_err(|refusal| {
            if Command::is_unknown(&entry.command) {
                Verdict::UpgradeNeeded
            } else {
                Verdict::Refused(refusal)
            }
        })?;
        if command.kind() != self.chain.document.kind() {
            return Err(Verdict::Refused(RefusalCode::WrongDocument.into()));
        }
        let recorded = Recorded {
            author: self.author,
            at: entry.at,
            command,
        };
        if let Some(twin) = self.twin(&recorded) {
            self.stand_on(&twin)?;
            return Ok(Place::Elsewhere(twin));
        }
        if let Some((hash, seq)) = self.log.before(entry) {
            return Ok(Place::Before(hash, seq));
        }
        let change = self
            .fork
            .execute(self.chain.actor, &recorded)
            .map_err(Verdict::Refused)?;
        if let Some(seq) = self.log.seq_of(&change.hash) {
            return Ok(Place::InLog(change.hash, seq));
        }
        if self
            .log
            .change_of(&change.actor, change.actor_seq)
            .is_some()
        {
            return Err(Verdict::ActorForked);
        }
        (self.right)(index, &recorded.command)?;
        if self.crowded {
            // The device does it again, on the newest that it has.
            return Err(Verdict::ActorForked);
        }
        Ok(Place::New(change))
    }

    /// A copy of the device was first: the device takes that copy's change, and the rest is done on top of it.
    fn twin(&self, recorded: &Recorded) -> Option<ChangeHash> {
        let twin = self.document.twin(recorded)?;
        let actor = self.document.change(&twin)?.actor;
        (actor != self.chain.actor).then_some(twin)
    }

    fn stand_on(&mut self, change: &ChangeHash) -> Result<(), Verdict> {
        if self.fork.contains(change) {
            return Ok(());
        }
        let there = self
            .document
            .fork_at(&[*change])
            .map_err(|_| Verdict::Deferred)?;
        let lacking = there.changes_since(&self.fork.heads());
        let lacking = lacking.iter().map(|change| change.bytes.as_slice());
        self.fork.apply(lacking).map_err(|_| Verdict::ActorForked)
    }

    /// A chain that was heard to its end and gave the device's own hash is accepted as it is. Otherwise
    /// the device is told each hash, since only the last one travelled.
    fn sum_up(&self, places: Vec<Place>, agrees: bool, stop: Option<Verdict>) -> Judgement {
        let mut judgement = Judgement::default();
        for (entry, place) in places.into_iter().enumerate() {
            let verdict = match (&place, agrees) {
                (Place::New(_), true) => Verdict::Accepted { seq: 0 },
                (Place::New(change), false) => Verdict::Superseded {
                    seq: 0,
                    hash: change.hash,
                },
                (Place::InLog(_, seq), true) => Verdict::Duplicate { seq: *seq },
                (Place::InLog(hash, seq), false) | (Place::Before(hash, seq), _) => {
                    Verdict::Superseded {
                        seq: *seq,
                        hash: *hash,
                    }
                }
                (Place::Elsewhere(hash), _) => {
                    judgement.elsewhere.push((entry, *hash));
                    Verdict::Superseded {
                        seq: 0,
                        hash: *hash,
                    }
                }
            };
            judgement.verdicts.push(verdict);
            if agrees {
                judgement.held.push(place.hash());
            }
            if let Place::New(change) = place {
                judgement.accepted.push(AcceptedChange {
                    entry,
                    change,
                    differs: !agrees,
                });
            }
        }
        if let Some(verdict) = stop {
            let follow = match &verdict {
                Verdict::ActorForked => Verdict::ActorForked,
                Verdict::Escrowed => Verdict::Escrowed,
                _ => Verdict::Deferred,
            };
            judgement.verdicts.push(verdict);
            judgement.verdicts.resize(self.chain.entries.len(), follow);
        }
        judgement
    }
}

impl Place {
    fn hash(&self) -> ChangeHash {
        match self {
            Self::New(change) => change.hash,
            Self::InLog(hash, _) | Self::Elsewhere(hash) | Self::Before(hash, _) => *hash,
        }
    }
}
