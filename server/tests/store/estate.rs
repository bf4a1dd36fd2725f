//! An estate with two buildings and a few people, and phones that record offline.

use std::collections::BTreeMap;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use linli_documents::{Change, Document};
use linli_domain::command::{AddBuilding, Appoint, NameEstate, OpenCase, Outcome, RecordVisit};
use linli_domain::text::Text;
use linli_domain::{
    ActorId, AppointmentId, BuildingId, CaseId, ChangeHash, Command, DeviceId, DocumentKey,
    EstateId, HouseholdId, PersonId, Recorded, Role, Timestamp, VisitId,
};
use linli_server::store::{
    ConsoleCommand, NewInvitation, Push, PushError, PushReceipt, Redemption, Store,
};
use linli_sync::{OutboxEntry, plan_chains};
use linli_wire::{Chain, Envelope, EnvelopePayload, Verdict};

pub(crate) const ESTATE: EstateId = EstateId::from_bytes([0xe5; 16]);
pub(crate) const THREE: BuildingId = BuildingId::from_bytes([3; 16]);
pub(crate) const FOUR: BuildingId = BuildingId::from_bytes([4; 16]);
pub(crate) const SECRETARY: PersonId = PersonId::from_bytes([0x5e; 16]);
pub(crate) const HEAD_OF_THREE: PersonId = PersonId::from_bytes([0x33; 16]);
pub(crate) const HEAD_OF_FOUR: PersonId = PersonId::from_bytes([0x44; 16]);
pub(crate) const NOBODY: PersonId = PersonId::from_bytes([0x99; 16]);

/// The morning on which the stories begin; later moments are so many seconds after it.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::clamped(1_760_000_000 + seconds)
}

pub(crate) fn directory() -> DocumentKey {
    DocumentKey::Directory { estate: ESTATE }
}

pub(crate) fn visits(building: BuildingId) -> DocumentKey {
    DocumentKey::Visits {
        estate: ESTATE,
        building,
        month: at(0).month(),
    }
}

pub(crate) fn case(number: u8) -> DocumentKey {
    DocumentKey::Case {
        estate: ESTATE,
        building: THREE,
        case: CaseId::from_bytes([number; 16]),
    }
}

pub(crate) fn visit(number: u128) -> Command {
    RecordVisit {
        visit: VisitId(uuid::Uuid::from_u128(number)),
        household: HouseholdId::from_bytes([8; 16]),
        at: at(0),
        outcome: Outcome::Met,
        purpose: None,
        met: Vec::new(),
        note: Some(Text::new("楼道的灯坏了").unwrap()),
        requests: Vec::new(),
        next_visit_on: None,
        card: None,
        visitor: None,
    }
    .into()
}

pub(crate) fn open_case() -> Command {
    OpenCase {
        household: None,
        title: Text::new("楼道照明").unwrap(),
        category: Text::new("报修").unwrap(),
        detail: None,
        opened_at: at(0),
        visit: None,
        assignee: None,
    }
    .into()
}

pub(crate) fn appoint(person: PersonId, role: Role, building: Option<BuildingId>) -> Command {
    let mut id = *person.as_bytes();
    id[15] = building.map_or(0, |building| building.as_bytes()[0]);
    Appoint {
        appointment: AppointmentId::from_bytes(id),
        person,
        name: Text::new("王秀兰").unwrap(),
        role,
        building,
        department: None,
        from: "2024-01-01".parse().unwrap(),
        until: None,
    }
    .into()
}

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    codes: u8,
}

impl World {
    pub(crate) async fn settle(store: Arc<dyn Store>) -> Self {
        let world = Self { store, codes: 0 };
        assert!(
            world
                .store
                .create_estate(ESTATE, "新建小区".to_owned())
                .await
                .unwrap()
        );
        let building = |building, name: &str| AddBuilding {
            building,
            name: Text::new(name).unwrap(),
        };
        let name = Text::new("幸福里").unwrap();
        world.console(directory(), NameEstate { name }.into()).await;
        world
            .console(directory(), building(FOUR, "4号楼").into())
            .await;
        world
            .console(directory(), building(THREE, "3号楼").into())
            .await;
        for (person, role, building) in [
            (SECRETARY, Role::Secretary, None),
            (HEAD_OF_THREE, Role::BuildingHead, Some(THREE)),
            (HEAD_OF_FOUR, Role::BuildingHead, Some(FOUR)),
        ] {
            world
                .console(directory(), appoint(person, role, building))
                .await;
        }
        world
    }

    /// A store that has its estate already.
    pub(crate) fn of(store: Arc<dyn Store>) -> Self {
        Self { store, codes: 0 }
    }

    /// Invitation codes from here on are other ones.
    pub(crate) fn codes(&mut self, from: u8) {
        self.codes = from;
    }

    pub(crate) async fn console(&self, document: DocumentKey, command: Command) {
        let command = ConsoleCommand {
            document,
            at: at(0),
            command,
        };
        let outcomes = self.store.console(vec![command], at(0)).await.unwrap();
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    }

    /// Invites the person and enrols a phone.
    pub(crate) async fn phone(&mut self, person: PersonId) -> Phone {
        self.codes += 1;
        let phone = Phone::new(self.codes, person);
        let code_hash = [self.codes; 32];
        let invitation = NewInvitation {
            code_hash,
            person,
            created_at: at(0),
            expires_at: at(60),
        };
        self.store.invite(invitation).await.unwrap();
        let redeemed = self
            .store
            .redeem(code_hash, phone.public_key(), "手机".into(), at(1))
            .await;
        assert!(matches!(redeemed.unwrap(), Redemption::Enrolled(_)));
        phone
    }

    /// Sends all that the phone has recorded. The phone forgets none of it.
    pub(crate) async fn push(&self, phone: &mut Phone) -> PushReceipt {
        self.try_push(phone.seal()).await.unwrap()
    }

    pub(crate) async fn try_push(&self, push: Push) -> Result<PushReceipt, PushError> {
        self.store.push(push).await
    }

    /// The document as the server has it.
    pub(crate) async fn document(&self, key: DocumentKey) -> Document {
        let snapshot = self
            .store
            .snapshot(key.id())
            .await
            .unwrap()
            .expect("the document exists");
        assert_eq!(snapshot.document, key);
        Document::load(&key, snapshot.epoch, &snapshot.bytes).unwrap()
    }

    pub(crate) async fn exists(&self, key: DocumentKey) -> bool {
        self.store.snapshot(key.id()).await.unwrap().is_some()
    }
}

/// A head's phone: executes offline, keeps what it recorded, seals it into envelopes.
#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) key: SigningKey,
    pub(crate) person: PersonId,
    pub(crate) actor: ActorId,
    pub(crate) documents: BTreeMap<DocumentKey, Document>,
    pub(crate) outbox: Vec<OutboxEntry>,
    pub(crate) counter: u64,
    pub(crate) previous: ChangeHash,
}

impl Phone {
    pub(crate) fn new(seed: u8, person: PersonId) -> Self {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let device = DeviceId::of_public_key(&key.verifying_key().to_bytes());
        Self {
            key,
            person,
            actor: ActorId::derive(device, &[seed; 16], 0),
            documents: BTreeMap::new(),
            outbox: Vec::new(),
            counter: 0,
            previous: ChangeHash([0; 32]),
        }
    }

    pub(crate) fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    pub(crate) fn device(&self) -> DeviceId {
        DeviceId::of_public_key(&self.public_key())
    }

    /// Saved at the door: executed on the phone's own document, and put into its outbox.
    pub(crate) fn record(&mut self, key: DocumentKey, command: Command) -> Change {
        let document = self
            .documents
            .entry(key)
            .or_insert_with(|| Document::genesis(&key, 0));
        let base = document.base();
        let recorded = Recorded {
            author: self.person,
            at: at(5),
            command,
        };
        let change = document.execute(self.actor, &recorded).unwrap();
        self.outbox.push(OutboxEntry {
            number: i64::try_from(self.outbox.len()).unwrap(),
            document: key,
            epoch: 0,
            actor: self.actor,
            base,
            hash: change.hash,
            at: recorded.at,
            command: recorded.command.to_bytes(),
        });
        change
    }

    /// The outbox as chains.
    pub(crate) fn chains(&self) -> Vec<Chain> {
        plan_chains(&self.outbox, 1_000)
            .into_iter()
            .map(|planned| planned.chain)
            .collect()
    }

    /// The next envelope, with the whole outbox.
    pub(crate) fn seal(&mut self) -> Push {
        let chains = self.chains();
        self.seal_chains(chains)
    }

    pub(crate) fn seal_chains(&mut self, chains: Vec<Chain>) -> Push {
        let (envelope, payload) = self.envelope(chains);
        Push {
            device: self.device(),
            person: self.person,
            payload,
            envelope_hash: envelope.hash(),
            signature: envelope.signature().to_vec(),
            waiting: 0,
            clock_offset: Some(2),
            received_at: at(10),
            carried: false,
        }
    }

    pub(crate) fn envelope(&mut self, chains: Vec<Chain>) -> (Envelope, EnvelopePayload) {
        self.counter += 1;
        let payload = EnvelopePayload {
            device: self.device(),
            counter: self.counter,
            previous: self.previous,
            chains,
        };
        let envelope = Envelope::seal(&payload, &self.key);
        self.previous = envelope.hash();
        (envelope, payload)
    }
}

/// The numbers of commands that are all accepted.
pub(crate) fn accepted(verdicts: &[Verdict]) -> Vec<u64> {
    let number = |verdict: &Verdict| match verdict {
        Verdict::Accepted { seq } => *seq,
        other => panic!("not accepted: {other:?}"),
    };
    verdicts.iter().map(number).collect()
}
