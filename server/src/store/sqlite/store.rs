//! The trait, on the file: reads go to the readers, writes to the writer.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use linli_domain::{
    BuildingId, CaseId, Date, DepartmentId, DeviceId, DocumentId, DocumentKey, Epoch, EstateId,
    FeedId, PersonId, Refusal, Seq, Timestamp,
};
use linli_wire::{FeedPosition, GivenEntry, ServerEpoch, Snapshot};
use uuid::Uuid;

use super::open::SqliteStore;
use super::packs::{Age, Found};
use super::writing::is_healing;
use super::{
    archive, audit, console, deposits, desk, duplicates, escrow, identity, packing, packs, push,
    reading, retiring, returning, tail,
};
use crate::store::{
    Answer, Archived, ArchivedView, AuditEntry, AuditFilter, AuditHead, AuditNote, AuditReport,
    ConsoleCommand, Decided, Deposit, DeskCase, Desks, Device, Duplicates, Escrowed, Estate,
    NewInvitation, Pack, PackSet, Person, Push, PushError, PushReceipt, Redemption, Retired,
    Standing, Store, StoreError, Tail, TokenKey,
};

use crate::config::RetentionConfig;
use crate::maintenance::{self, EstateRetention};

#[async_trait]
impl Store for SqliteStore {
    async fn server_epoch(&self) -> Result<ServerEpoch, StoreError> {
        Ok(self.server_epoch)
    }

    async fn is_healing(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(is_healing(self.restored_at, now))
    }

    async fn ready(&self) -> Result<(), StoreError> {
        // An empty transaction of the writer shows that it lives and that the file can be locked.
        self.write(0, |_| Ok(())).await?;
        self.readers
            .read(|tx| reading::estates(tx).map(|_| ()))
            .await
    }

    async fn close(&self) {
        self.finish().await;
    }

    async fn push(&self, push: Push) -> Result<PushReceipt, PushError> {
        let chains = &push.payload.chains;
        let commands = 1 + chains
            .iter()
            .map(|chain| chain.entries.len())
            .sum::<usize>();
        self.write(commands, move |writing| push::push(writing, &push))
            .await?
    }

    async fn console(
        &self,
        commands: Vec<ConsoleCommand>,
        now: Timestamp,
    ) -> Result<Vec<Result<Seq, Refusal>>, StoreError> {
        self.write(1 + commands.len(), move |writing| {
            console::console(writing, &commands, now)
        })
        .await
    }

    async fn escrow(&self, estate: EstateId) -> Result<Vec<Escrowed>, StoreError> {
        self.readers.read(move |tx| escrow::list(tx, estate)).await
    }

    async fn escrowed(&self, id: Uuid) -> Result<Option<Escrowed>, StoreError> {
        self.readers.read(move |tx| escrow::read(tx, id)).await
    }

    async fn adopt(&self, id: Uuid, by: PersonId, now: Timestamp) -> Result<Decided, StoreError> {
        self.write(1, move |writing| escrow::adopt(writing, id, by, now))
            .await
    }

    async fn give_back(
        &self,
        id: Uuid,
        by: PersonId,
        note: String,
        now: Timestamp,
    ) -> Result<Decided, StoreError> {
        self.write(1, move |writing| {
            escrow::give_back(writing, id, by, &note, now)
        })
        .await
    }

    async fn seek_duplicates(&self, estate: EstateId, now: Timestamp) -> Result<usize, StoreError> {
        let found = self
            .readers
            .read(move |tx| duplicates::seek(tx, estate))
            .await?;
        let count = found.len();
        self.write(1, move |writing| {
            duplicates::keep(writing.connection, estate, &found, now)
        })
        .await?;
        Ok(count)
    }

    async fn duplicates(&self, estate: EstateId) -> Result<Option<Duplicates>, StoreError> {
        self.readers
            .read(move |tx| duplicates::kept(tx, estate))
            .await
    }

    async fn dispatched(
        &self,
        desks: Desks,
        after: Option<CaseId>,
        limit: usize,
    ) -> Result<Vec<DeskCase>, StoreError> {
        self.readers
            .read(move |tx| desk::list(tx, &desks, after, limit))
            .await
    }

    async fn dispatched_case(
        &self,
        desks: Desks,
        case: CaseId,
    ) -> Result<Option<DeskCase>, StoreError> {
        self.readers
            .read(move |tx| desk::case(tx, &desks, case))
            .await
    }

    async fn departments(
        &self,
        person: PersonId,
    ) -> Result<Vec<(DepartmentId, String)>, StoreError> {
        self.readers
            .read(move |tx| desk::departments(tx, person))
            .await
    }

    async fn answer(
        &self,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Result<Seq, Refusal>, StoreError> {
        self.write(1, move |writing| desk::answer(writing, &answer, now))
            .await
    }

    async fn bring_back(
        &self,
        given: Vec<GivenEntry>,
        now: Timestamp,
    ) -> Result<Vec<(EstateId, Seq)>, StoreError> {
        self.write(1 + given.len(), move |writing| {
            returning::bring_back(writing, &given, now)
        })
        .await
    }

    async fn due(
        &self,
        terms: RetentionConfig,
        today: Date,
    ) -> Result<Vec<EstateRetention>, StoreError> {
        self.readers
            .read(move |tx| maintenance::due(tx, &terms, today))
            .await
    }

    async fn archive(
        &self,
        documents: Vec<DocumentKey>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        self.write(1 + documents.len(), move |writing| {
            archive::archive(writing, &documents, now)
        })
        .await
    }

    async fn archived(&self, estate: Option<EstateId>) -> Result<Vec<Archived>, StoreError> {
        self.readers
            .read(move |tx| archive::rows::list(tx, estate))
            .await
    }

    async fn archived_as(
        &self,
        document: DocumentId,
    ) -> Result<Vec<(Archived, ArchivedView)>, StoreError> {
        self.readers
            .read(move |tx| archive::rows::show(tx, document))
            .await
    }

    async fn retire(&self, retired: Vec<Retired>, now: Timestamp) -> Result<usize, StoreError> {
        self.write(1 + retired.len(), move |writing| {
            retiring::retire(writing, &retired, now)
        })
        .await
    }

    async fn server_key(&self, candidate: [u8; 32]) -> Result<[u8; 32], StoreError> {
        self.write(1, move |writing| {
            identity::server_key(writing.connection, &candidate)
        })
        .await
    }

    async fn create_estate(&self, id: EstateId, name: String) -> Result<bool, StoreError> {
        self.write(1, move |writing| {
            let created = writing
                .connection
                .prepare_cached("INSERT OR IGNORE INTO estates (id, name, seq) VALUES (?1, ?2, 0)")?
                .execute((&id.as_bytes()[..], &name))?;
            Ok(created == 1)
        })
        .await
    }

    async fn estates(&self) -> Result<Vec<Estate>, StoreError> {
        self.readers.read(|tx| reading::estates(tx)).await
    }

    async fn estate_seq(&self, estate: EstateId) -> Result<Option<Seq>, StoreError> {
        self.readers
            .read(move |tx| Ok(reading::estate(tx, estate)?.map(|(_, seq)| seq)))
            .await
    }

    async fn buildings(&self, estate: EstateId) -> Result<Vec<(BuildingId, String)>, StoreError> {
        self.readers
            .read(move |tx| match reading::estate(tx, estate)? {
                Some((row, _)) => reading::buildings(tx, row),
                None => Ok(Vec::new()),
            })
            .await
    }

    async fn packs(&self, feed: FeedId) -> Result<PackSet, StoreError> {
        match self.newest_packs(feed).await? {
            Newest::Empty(seq) => Ok(PackSet {
                generation: 0,
                count: 0,
                seq,
            }),
            Newest::Found(Found {
                set: Some(set),
                age: Age::Fresh | Age::Stale,
            }) => Ok(set),
            Newest::Found(_) => self.make_packs(feed, Age::Useless).await,
        }
    }

    async fn packs_of(&self, feed: FeedId, generation: u64) -> Result<Option<PackSet>, StoreError> {
        self.readers
            .read(move |tx| packs::of_generation(tx, feed, generation))
            .await
    }

    async fn pack(
        &self,
        feed: FeedId,
        generation: u64,
        index: u32,
    ) -> Result<Option<Pack>, StoreError> {
        self.readers
            .read(move |tx| packs::pack(tx, feed, generation, index))
            .await
    }

    async fn refresh_packs(&self) -> Result<usize, StoreError> {
        let stale = self.readers.read(|tx| packs::stale(tx)).await?;
        for feed in &stale {
            self.make_packs(*feed, Age::Stale).await?;
        }
        Ok(stale.len())
    }

    async fn tail(
        &self,
        estate: EstateId,
        feeds: Vec<(FeedId, FeedPosition)>,
        limit_bytes: usize,
    ) -> Result<Tail, StoreError> {
        self.readers
            .read(move |tx| tail::tail(tx, estate, &feeds, limit_bytes))
            .await
    }

    async fn snapshot(&self, document: DocumentId) -> Result<Option<Snapshot>, StoreError> {
        self.readers
            .read(move |tx| reading::snapshot(tx, document))
            .await
    }

    async fn named(
        &self,
        document: DocumentId,
    ) -> Result<Option<(DocumentKey, Epoch)>, StoreError> {
        self.readers
            .read(move |tx| reading::named(tx, document))
            .await
    }

    async fn wrote_in(&self, person: PersonId, document: DocumentId) -> Result<bool, StoreError> {
        self.readers
            .read(move |tx| reading::wrote_in(tx, person, document))
            .await
    }

    async fn standing(&self, person: PersonId) -> Result<Standing, StoreError> {
        self.readers
            .read(move |tx| reading::standing(tx, person))
            .await
    }

    async fn person(&self, person: PersonId) -> Result<Option<Person>, StoreError> {
        self.readers
            .read(move |tx| reading::person(tx, person))
            .await
    }

    async fn people(&self, estate: EstateId) -> Result<Vec<Person>, StoreError> {
        self.readers
            .read(move |tx| reading::people(tx, estate))
            .await
    }

    async fn invite(&self, invitation: NewInvitation) -> Result<(), StoreError> {
        self.write(1, move |writing| {
            identity::INVITATIONS.give(writing, &invitation)
        })
        .await
    }

    async fn redeem(
        &self,
        code_hash: [u8; 32],
        public_key: [u8; 32],
        name: String,
        now: Timestamp,
    ) -> Result<Redemption, StoreError> {
        self.write(1, move |writing| {
            identity::redeem(writing, &code_hash, &public_key, &name, now)
        })
        .await
    }

    async fn enrol_again(&self, device: Device, now: Timestamp) -> Result<Device, StoreError> {
        self.write(1, move |writing| {
            identity::enrol_again(writing, &device, now)
        })
        .await
    }

    async fn keep_deposit(
        &self,
        device: DeviceId,
        deposit: Deposit,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(1, move |writing| {
            deposits::keep(writing, device, &deposit, now)
        })
        .await
    }

    async fn permit_release(&self, release: NewInvitation) -> Result<(), StoreError> {
        self.write(1, move |writing| deposits::RELEASES.give(writing, &release))
            .await
    }

    async fn release(
        &self,
        code_hash: [u8; 32],
        vault: [u8; 16],
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.write(1, move |writing| {
            deposits::release(writing, &code_hash, &vault, now)
        })
        .await
    }

    async fn device(&self, device: DeviceId) -> Result<Option<Device>, StoreError> {
        self.readers
            .read(move |tx| identity::device(tx, device))
            .await
    }

    async fn devices(&self) -> Result<Vec<Device>, StoreError> {
        self.readers.read(|tx| identity::devices(tx)).await
    }

    async fn suspend(&self, device: DeviceId, now: Timestamp) -> Result<bool, StoreError> {
        self.write(1, move |writing| identity::suspend(writing, device, now))
            .await
    }

    async fn suspend_person(&self, person: PersonId, now: Timestamp) -> Result<usize, StoreError> {
        self.write(1, move |writing| {
            identity::suspend_person(writing, person, now)
        })
        .await
    }

    async fn resume_person(&self, person: PersonId, now: Timestamp) -> Result<bool, StoreError> {
        self.write(1, move |writing| {
            identity::resume_person(writing, person, now)
        })
        .await
    }

    async fn suspended_since(&self, person: PersonId) -> Result<Option<Timestamp>, StoreError> {
        self.readers
            .read(move |tx| identity::suspended_since(tx, person))
            .await
    }

    async fn token_keys(&self) -> Result<Vec<TokenKey>, StoreError> {
        self.readers.read(|tx| identity::token_keys(tx)).await
    }

    async fn add_token_key(&self, key: TokenKey) -> Result<(), StoreError> {
        self.write(1, move |writing| identity::add_token_key(writing, &key))
            .await
    }

    async fn note(&self, note: AuditNote) -> Result<u64, StoreError> {
        self.write(1, move |writing| writing.note(&note)).await
    }

    async fn audit(
        &self,
        filter: AuditFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        self.readers
            .read(move |tx| audit::list(tx, &filter, after, limit))
            .await
    }

    async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        self.readers.read(|tx| audit::head(tx)).await
    }

    async fn verify_audit(&self, noted: Option<[u8; 32]>) -> Result<AuditReport, StoreError> {
        self.readers.read(move |tx| audit::verify(tx, noted)).await
    }

    async fn replace_token_keys(&self, key: TokenKey) -> Result<(), StoreError> {
        self.write(1, move |writing| {
            identity::replace_token_keys(writing, &key)
        })
        .await
    }

    async fn outside_changes(&self) -> Result<u64, StoreError> {
        // The writer looks at the beginning of each batch, so an empty one is enough.
        self.write(0, |_| Ok(())).await?;
        Ok(self.outside_changes.load(Ordering::Acquire))
    }
}

enum Newest {
    /// No documents up to this position.
    Empty(Seq),
    Found(Found),
}

impl SqliteStore {
    async fn newest_packs(&self, feed: FeedId) -> Result<Newest, StoreError> {
        self.readers
            .read(move |tx| match packs::newest(tx, feed)? {
                Some(found) => Ok(Newest::Found(found)),
                None => {
                    let estate = reading::estate(tx, feed.estate)?;
                    Ok(Newest::Empty(estate.map_or(0, |(_, seq)| seq)))
                }
            })
            .await
    }

    /// Makes the packs unless somebody else has just done so, and they are younger than `at_least`.
    async fn make_packs(&self, feed: FeedId, at_least: Age) -> Result<PackSet, StoreError> {
        let _turn = self.packing.lock().await;
        if let Newest::Found(Found {
            set: Some(set),
            age,
        }) = self.newest_packs(feed).await?
            && age < at_least
        {
            return Ok(set);
        }
        let epoch = self.server_epoch;
        let made = self
            .readers
            .read(move |tx| packing::make(tx, epoch, feed))
            .await?;
        let made = Arc::new(made.ok_or(StoreError::Damaged("feed"))?);
        let kept = Arc::clone(&made);
        self.write(1, move |writing| packs::keep(writing.connection, &kept))
            .await?;
        let count = u32::try_from(made.packs.len()).map_err(|_| StoreError::Damaged("packs"))?;
        Ok(PackSet {
            generation: made.generation,
            count,
            seq: made.seq,
        })
    }
}
