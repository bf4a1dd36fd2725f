//! An estate for stories: a server's documents, and replicas that have joined it.

use std::collections::BTreeMap;

use linli_documents::Document;
use linli_domain::command::{AddBuilding, Appoint, Dwelling, NewResident, RegisterHousehold};
use linli_domain::{
    ActorId, AppointmentId, BuildingId, Command, DeviceId, DocumentKey, EstateId, FeedId,
    HouseholdId, Kind, PersonId, Recorded, RefusalCode, ResidentId, Role, Seq,
};
use linli_sync::judge::{ForkEach, Log, judge};
use linli_sync::receive::{Entry, Reached};
use linli_sync::{Effect, plan_chains};
use linli_wire::{FeedCursor, FeedPosition, Snapshot, Verdict};
use tempfile::TempDir;

use super::TestSurroundings;
use crate::replica::{Meta, PendingRow};
use crate::sync::SyncReport;
use crate::{OpenOptions, Replica, Surroundings};

pub(super) const ESTATE: EstateId = EstateId::from_bytes([0xe5; 16]);
pub(super) const THREE: BuildingId = BuildingId::from_bytes([0xb3; 16]);
pub(super) const HOME: HouseholdId = HouseholdId::from_bytes([0x40; 16]);
pub(super) const ZHANG: ResidentId = ResidentId::from_bytes([0x2a; 16]);

pub(super) fn home() -> DocumentKey {
    DocumentKey::Household {
        estate: ESTATE,
        building: THREE,
        household: HOME,
    }
}

/// The server's side: documents and a log, with verdicts by the real judge.
pub(super) struct Estate {
    documents: BTreeMap<DocumentKey, Document>,
    log: Vec<(Seq, DocumentKey, linli_documents::Change)>,
    /// Commands that the estate's rights do not allow, by name.
    pub(super) forbidden: Vec<&'static str>,
}

struct DocumentLog<'a>(&'a Estate, DocumentKey);

impl Log for DocumentLog<'_> {
    fn seq_of(&self, hash: &linli_domain::ChangeHash) -> Option<Seq> {
        self.0
            .log
            .iter()
            .find(|(_, key, change)| *key == self.1 && change.hash == *hash)
            .map(|(seq, ..)| *seq)
    }

    fn change_of(&self, actor: &ActorId, actor_seq: u64) -> Option<linli_domain::ChangeHash> {
        let mut own = self.0.log.iter().filter(|(_, key, _)| *key == self.1);
        own.find(|(_, _, change)| change.actor == *actor && change.actor_seq == actor_seq)
            .map(|(_, _, change)| change.hash)
    }

    fn owns(&self, _: &ActorId) -> bool {
        true
    }
}

impl Estate {
    /// Building 3 with one household, in which 张三 lives.
    pub(super) fn new() -> Self {
        let mut estate = Self {
            documents: BTreeMap::new(),
            log: Vec::new(),
            forbidden: Vec::new(),
        };
        let directory = DocumentKey::Directory { estate: ESTATE };
        estate.write(
            directory,
            AddBuilding {
                building: THREE,
                name: "3号楼".parse().unwrap(),
            },
        );
        estate.write(
            directory,
            Appoint {
                appointment: AppointmentId::from_bytes([0xaa; 16]),
                person: PersonId::from_bytes([1; 16]),
                name: "王秀兰".parse().unwrap(),
                role: Role::BuildingHead,
                building: Some(THREE),
                department: None,
                from: "2026-01-01".parse().unwrap(),
                until: None,
            },
        );
        estate.write(home(), registration());
        estate
    }

    /// Something that the console writes.
    pub(super) fn write(&mut self, key: DocumentKey, command: impl Into<Command>) {
        let document = self
            .documents
            .entry(key)
            .or_insert_with(|| Document::genesis(&key, 0));
        let recorded = Recorded {
            author: PersonId::OPERATOR,
            at: TestSurroundings::seeded(0).now(),
            command: command.into(),
        };
        let change = document.execute(ActorId([0xcc; 16]), &recorded).unwrap();
        self.log.push((self.log.len() as Seq + 1, key, change));
    }

    pub(super) fn seq(&self) -> Seq {
        self.log.len() as Seq
    }

    pub(super) fn document(&self, key: &DocumentKey) -> &Document {
        &self.documents[key]
    }

    pub(super) fn feeds() -> Vec<FeedId> {
        Kind::ALL
            .into_iter()
            .map(|kind| FeedId {
                estate: ESTATE,
                building: (!matches!(kind, Kind::Directory | Kind::Dispute)).then_some(THREE),
                kind,
            })
            .collect()
    }

    pub(super) fn snapshot(&self, key: &DocumentKey) -> Snapshot {
        let document = &self.documents[key];
        let seq_of = |id: (ActorId, u64)| {
            self.log
                .iter()
                .find(|(_, of, c)| of == key && (c.actor, c.actor_seq) == id)
                .map_or(0, |(seq, ..)| *seq)
        };
        let order = if key.kind().folds_events() {
            document.change_ids().into_iter().map(seq_of).collect()
        } else {
            Vec::new()
        };
        Snapshot {
            document: *key,
            epoch: 0,
            bytes: document.save(),
            order,
        }
    }

    /// What the server would say to everything in the outbox, as effects, with the outbox numbers.
    pub(super) fn judge_all(&mut self, replica: &Replica) -> (Vec<Effect>, Vec<Vec<i64>>) {
        let outbox: Vec<_> = PendingRow::first(replica.past_the_lease(), 1000)
            .unwrap()
            .into_iter()
            .map(|row| row.entry)
            .collect();
        let author = replica.identity().unwrap().unwrap().person;
        let mut effects = Vec::new();
        let mut numbers = Vec::new();
        for (index, plan) in plan_chains(&outbox, 1000).into_iter().enumerate() {
            let key = plan.chain.document;
            let document = self
                .documents
                .entry(key)
                .or_insert_with(|| Document::genesis(&key, 0))
                .clone();
            let forbidden = self.forbidden.clone();
            let right = move |_: usize, command: &Command| {
                if forbidden.contains(&command.name()) {
                    Err(Verdict::Refused(RefusalCode::NoRight.into()))
                } else {
                    Ok(())
                }
            };
            let mut judgement = judge(
                &plan.chain,
                author,
                &document,
                &mut ForkEach,
                &DocumentLog(self, key),
                &right,
            );
            for n in 0..judgement.accepted.len() {
                let seq = self.log.len() as Seq + 1;
                judgement.number(n, seq);
                let change = judgement.accepted[n].change.clone();
                self.documents
                    .get_mut(&key)
                    .unwrap()
                    .apply([change.bytes.as_slice()])
                    .unwrap();
                self.log.push((seq, key, change));
            }
            effects.push(Effect::Settle {
                chain: index,
                verdicts: judgement.verdicts,
            });
            numbers.push(plan.numbers);
        }
        (effects, numbers)
    }

    /// The log behind `seq`, as one effect.
    pub(super) fn news(&self, after: Seq) -> Effect {
        self.news_of(after, &Kind::ALL)
    }

    /// The same, so far as it is of these kinds.
    fn news_of(&self, after: Seq, kinds: &[Kind]) -> Effect {
        let entries = self
            .log
            .iter()
            .filter(|(seq, key, _)| *seq > after && kinds.contains(&key.kind()))
            .map(|(seq, key, change)| Entry::Change {
                seq: *seq,
                document: *key,
                epoch: 0,
                bytes: change.bytes.clone(),
            });
        let checksum = self
            .documents
            .iter()
            .filter(|(key, document)| !document.is_empty() && kinds.contains(&key.kind()))
            .map(|(key, document)| {
                linli_wire::Checksum::of_document(key.id(), 0, &document.heads())
            })
            .sum();
        let reached = Reached {
            estate: ESTATE,
            seq: self.seq(),
            checksum: Some(checksum),
        };
        Effect::Apply {
            entries: entries.collect(),
            reached: Some(reached),
        }
    }

    /// A replica that has joined and holds everything.
    pub(super) fn join(&self, person: u8) -> Member {
        self.join_reading(person, &Kind::ALL)
    }

    /// A replica that has joined and holds what is of these kinds.
    pub(super) fn join_reading(&self, person: u8, kinds: &[Kind]) -> Member {
        let mut member = Member::fresh(person);
        member.kinds = kinds.to_vec();
        let mut feeds = Self::feeds();
        feeds.retain(|feed| kinds.contains(&feed.kind));
        member.perform(Effect::AdoptFeeds {
            estate: ESTATE,
            feeds: feeds.clone(),
        });
        for feed in feeds {
            let snapshots = self
                .documents
                .keys()
                .filter(|key| key.feed() == feed)
                .map(|key| self.snapshot(key))
                .collect();
            let cursor = FeedCursor {
                feed,
                position: FeedPosition::At { seq: self.seq() },
            };
            member.perform(Effect::StorePack {
                cursor,
                snapshots,
                seal: None,
            });
        }
        member.seen = self.seq();
        member
    }
}

pub(super) fn registration() -> RegisterHousehold {
    RegisterHousehold {
        dwelling: Dwelling {
            unit: "2单元".parse().unwrap(),
            room: "301".parse().unwrap(),
        },
        residents: vec![NewResident {
            id: ZHANG,
            name: "张三".parse().unwrap(),
            phone: Some("13800000001".parse().unwrap()),
            relation: None,
            birth_year: Some(1950),
            gender: None,
            notes: None,
            moved_in: None,
        }],
        tags: Vec::new(),
        consents: Vec::new(),
    }
}

/// A replica in a folder of its own.
pub(super) struct Member {
    pub(super) replica: Replica,
    pub(super) surroundings: TestSurroundings,
    pub(super) report: SyncReport,
    pub(super) seen: Seq,
    /// Whose feeds it holds.
    kinds: Vec<Kind>,
    folder: TempDir,
    seed: u8,
}

impl Member {
    pub(super) fn fresh(person: u8) -> Self {
        let folder = TempDir::new().unwrap();
        let surroundings = TestSurroundings::seeded(person.into());
        let options = options(&folder, person);
        let mut replica = Replica::open(&options, Box::new(surroundings.clone())).unwrap();
        let key = replica.ensure_signing_key().unwrap().verifying_key();
        replica
            .transact(|work| {
                let meta = Meta(work.tx);
                meta.set("device", DeviceId::of_public_key(key.as_bytes()).as_bytes())?;
                meta.set("person", &[person; 16])?;
                meta.set("person_name", "某人".as_bytes())?;
                meta.set("server", b"http://server")
            })
            .unwrap();
        Self {
            replica,
            surroundings,
            report: SyncReport::default(),
            seen: 0,
            kinds: Kind::ALL.to_vec(),
            folder,
            seed: person,
        }
    }

    pub(super) fn options(&self) -> OpenOptions {
        options(&self.folder, self.seed)
    }

    /// Closes the file and opens it again, as after a crash of the app.
    pub(super) fn reopen(self) -> Self {
        let options = self.options();
        drop(self.replica);
        let replica = Replica::open(&options, Box::new(self.surroundings.clone())).unwrap();
        Self { replica, ..self }
    }

    pub(super) fn perform(&mut self, effect: Effect) {
        self.replica.perform(effect, &[], &mut self.report).unwrap();
    }

    /// Offers everything in the outbox and takes the verdicts; then the news of others.
    pub(super) fn sync(&mut self, estate: &mut Estate) {
        let (effects, numbers) = estate.judge_all(&self.replica);
        for effect in effects {
            self.replica
                .perform(effect, &numbers, &mut self.report)
                .unwrap();
        }
        self.perform(estate.news_of(self.seen, &self.kinds));
        self.seen = estate.seq();
        assert!(!self.report.disagreed, "checksums agree after a sync");
        self.perform(Effect::Finish { more: false });
    }

    pub(super) fn confirmed_heads(&mut self, key: &DocumentKey) -> Vec<linli_domain::ChangeHash> {
        self.replica
            .transact(|work| work.layers(key))
            .unwrap()
            .confirmed
            .heads()
    }

    /// Every projection as text, for comparing.
    pub(super) fn screens(&self) -> String {
        let replica = &self.replica;
        let mut text = String::new();
        for id in replica.household_ids().unwrap() {
            text += &serde_json::to_string_pretty(&replica.household(id).unwrap()).unwrap();
        }
        text +=
            &serde_json::to_string_pretty(&replica.cases(&Default::default()).unwrap()).unwrap();
        let disputes = replica.disputes(&Default::default()).unwrap();
        text += &serde_json::to_string_pretty(&disputes).unwrap();
        text += &serde_json::to_string_pretty(&replica.newest_visits(None, 1000).unwrap()).unwrap();
        text += &serde_json::to_string_pretty(&replica.conflicts().unwrap()).unwrap();
        text += &serde_json::to_string_pretty(&replica.search("张", 100).unwrap()).unwrap();
        text
    }
}

fn options(folder: &TempDir, seed: u8) -> OpenOptions {
    OpenOptions {
        path: folder.path().join("replica.db"),
        key: [seed; 32].into(),
        install_nonce: [seed; 16],
        create: true,
    }
}

pub(super) fn visit_log(month: &str) -> DocumentKey {
    DocumentKey::Visits {
        estate: ESTATE,
        building: THREE,
        month: month.parse().unwrap(),
    }
}

pub(super) fn refused(code: RefusalCode) -> Verdict {
    Verdict::Refused(code.into())
}
