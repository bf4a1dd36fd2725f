//! Many devices push a day's visits at once, straight into a store: what the writer can do without HTTP.
//!
//! `cargo run --release -p linli-server --example push_load [DEVICES] [VISITS]`, by default 200 and 40: ten
//! buildings, a visit log each with a hundred visits before, and all devices of a building on one base.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use linli_documents::Document;
use linli_domain::command::{AddBuilding, Appoint, Outcome, RecordVisit};
use linli_domain::text::Text;
use linli_domain::{
    ActorId, AppointmentId, BuildingId, ChangeHash, Command, DeviceId, DocumentKey, EstateId,
    FeedId, HouseholdId, Kind, PersonId, Recorded, Role, Timestamp, VisitId,
};
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_server::store::{ConsoleCommand, NewInvitation, Push, Store};
use linli_wire::{Chain, ChainEntry, Envelope, EnvelopePayload, ServerEpoch, Verdict};

const BUILDINGS: u8 = 10;
const VISITS_BEFORE: u32 = 100;
const ESTATE: EstateId = EstateId::from_bytes([7; 16]);
const NOTE: &str =
    "老人家说楼道的灯又坏了，想请物业尽快来看看；血压一百四十，药按时在吃，女儿周末会来。";

type Outcomes = Result<(), Box<dyn Error + Send + Sync>>;

fn main() -> Outcomes {
    let mut arguments = std::env::args().skip(1);
    let devices = arguments.next().map_or(Ok(200), |text| text.parse())?;
    let visits = arguments.next().map_or(Ok(40), |text| text.parse())?;
    tokio::runtime::Runtime::new()?.block_on(run(devices, visits))
}

async fn run(devices: u32, visits: u32) -> Outcomes {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("linli.db");
    let store = Arc::new(open(&file)?);
    prepare(&store, devices).await?;
    let pushes = pushes(&store, devices, visits).await?;
    let memory = memory_mb("VmRSS");
    let (elapsed, slowest) = load(&store, pushes).await?;
    let all = f64::from(devices * visits);
    println!(
        "{devices} devices, {visits} visits each, {:.0} visits/s",
        all / elapsed.as_secs_f64()
    );
    println!("all durable after {elapsed:.2?}, the slowest push took {slowest:.2?}");
    println!(
        "memory before {memory:.0} MB, at most {:.0} MB",
        memory_mb("VmHWM")
    );

    pack(&store).await?;
    store.close().await;
    drop(store);
    let began = now();
    let report = linli_server::maintenance::check(&file)?;
    println!(
        "check: {} commands, {} problems, {:.2?}",
        report.commands,
        report.problems.len(),
        since(began)
    );
    Ok(())
}

async fn pack(store: &SqliteStore) -> Outcomes {
    let (began, mut bytes, mut plain) = (now(), 0, 0);
    for building in 0..BUILDINGS {
        let building = Some(building_id(building));
        let feed = FeedId {
            estate: ESTATE,
            building,
            kind: Kind::Visits,
        };
        let packs = store.packs(feed).await?;
        for index in 0..packs.count {
            if let Some(pack) = store.pack(feed, packs.generation, index).await? {
                bytes += pack.frame.len();
                plain += pack.plain_bytes;
            }
        }
    }
    println!(
        "packs: {plain} bytes plain, {bytes} packed, made in {:.2?}",
        since(began)
    );
    Ok(())
}

async fn load(
    store: &Arc<SqliteStore>,
    pushes: Vec<Push>,
) -> Result<(Duration, Duration), Box<dyn Error + Send + Sync>> {
    let began = now();
    let mut tasks = tokio::task::JoinSet::new();
    for push in pushes {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            let receipt = store.push(push).await;
            (receipt, since(began))
        });
    }
    let mut slowest = Duration::ZERO;
    while let Some(done) = tasks.join_next().await {
        let (receipt, took) = done?;
        let verdicts = receipt?.chains.concat();
        if !verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Accepted { .. }))
        {
            return Err("a visit was not accepted".into());
        }
        slowest = slowest.max(took);
    }
    Ok((since(began), slowest))
}

fn open(file: &Path) -> Result<SqliteStore, Box<dyn Error + Send + Sync>> {
    let fresh = Fresh {
        server_epoch: ServerEpoch([1; 8]),
        console_nonce: [1; 16],
    };
    Ok(SqliteStore::open_or_create(file, fresh)?)
}

async fn prepare(store: &SqliteStore, devices: u32) -> Outcomes {
    store.create_estate(ESTATE, "幸福里".to_owned()).await?;
    let directory = DocumentKey::Directory { estate: ESTATE };
    let console = |document, command: Command| ConsoleCommand {
        document,
        at: time(0),
        command,
    };
    let mut commands = Vec::new();
    for building in 0..BUILDINGS {
        let name = Text::new(&format!("{}号楼", building + 1))?;
        commands.push(console(
            directory,
            AddBuilding {
                building: building_id(building),
                name,
            }
            .into(),
        ));
    }
    for device in 0..devices {
        let appoint = Appoint {
            appointment: AppointmentId(uuid(1, device)),
            person: PersonId(uuid(2, device)),
            name: Text::new("王秀兰")?,
            role: Role::BuildingHead,
            building: Some(building_of(device)),
            department: None,
            from: "2024-01-01".parse()?,
            until: None,
        };
        commands.push(console(directory, appoint.into()));
    }
    for building in 0..BUILDINGS {
        for visit in 0..VISITS_BEFORE {
            let number = u32::from(building) * VISITS_BEFORE + visit;
            commands.push(console(log_of(building_id(building)), record(3, number)?));
        }
    }
    for outcome in store.console(commands, time(0)).await? {
        outcome?;
    }
    for device in 0..devices {
        let code_hash: [u8; 32] = std::array::from_fn(|i| device.to_be_bytes()[i % 4]);
        let person = PersonId(uuid(2, device));
        store
            .invite(NewInvitation {
                code_hash,
                person,
                created_at: time(0),
                expires_at: time(60),
            })
            .await?;
        let key = key(device).verifying_key().to_bytes();
        store
            .redeem(code_hash, key, "手机".to_owned(), time(1))
            .await?;
    }
    Ok(())
}

async fn pushes(
    store: &SqliteStore,
    devices: u32,
    visits: u32,
) -> Result<Vec<Push>, Box<dyn Error + Send + Sync>> {
    let mut pushes = Vec::new();
    for device in 0..devices {
        let document = log_of(building_of(device));
        let snapshot = store.snapshot(document.id()).await?.ok_or("no visit log")?;
        let mut replica = Document::load(&document, snapshot.epoch, &snapshot.bytes)?;
        let id = DeviceId::of_public_key(&key(device).verifying_key().to_bytes());
        let actor = ActorId::derive(id, &[9; 16], 0);
        let person = PersonId(uuid(2, device));
        let base = replica.heads();
        let mut result = ChangeHash([0; 32]);
        let mut entries = Vec::new();
        for visit in 0..visits {
            let command = record(4, device * visits + visit)?;
            let recorded = Recorded {
                author: person,
                at: time(100),
                command,
            };
            result = replica.execute(actor, &recorded)?.hash;
            entries.push(ChainEntry {
                at: recorded.at,
                command: recorded.command.to_bytes(),
            });
        }
        let chain = Chain {
            document,
            epoch: 0,
            actor,
            base,
            result: result.into(),
            entries,
        };
        let payload = EnvelopePayload {
            device: id,
            counter: 1,
            previous: ChangeHash([0; 32]),
            chains: vec![chain],
        };
        let envelope = Envelope::seal(&payload, &key(device));
        pushes.push(Push {
            device: id,
            person,
            payload,
            envelope_hash: envelope.hash(),
            signature: envelope.signature().to_vec(),
            waiting: 0,
            clock_offset: None,
            received_at: time(200),
            carried: false,
        });
    }
    Ok(pushes)
}

fn record(series: u8, number: u32) -> Result<Command, Box<dyn Error + Send + Sync>> {
    Ok(RecordVisit {
        visit: VisitId(uuid(series, number)),
        household: HouseholdId(uuid(5, number % 100)),
        at: time(50),
        outcome: Outcome::FollowUp,
        purpose: Some(Text::new("日常走访")?),
        met: Vec::new(),
        note: Some(Text::new(&format!("{NOTE}{number}"))?),
        requests: Vec::new(),
        next_visit_on: None,
        card: None,
        visitor: None,
    }
    .into())
}

fn building_of(device: u32) -> BuildingId {
    building_id((device % u32::from(BUILDINGS)) as u8)
}

fn building_id(building: u8) -> BuildingId {
    BuildingId::from_bytes([100 + building; 16])
}

fn log_of(building: BuildingId) -> DocumentKey {
    DocumentKey::Visits {
        estate: ESTATE,
        building,
        month: time(50).month(),
    }
}

fn key(device: u32) -> SigningKey {
    SigningKey::from_bytes(&std::array::from_fn(|i| {
        device.to_be_bytes()[i % 4] ^ i as u8
    }))
}

fn uuid(series: u8, number: u32) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(series) << 64 | u128::from(number))
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::clamped(1_760_000_000 + seconds)
}

#[expect(
    clippy::disallowed_methods,
    reason = "measuring time is what this program is for"
)]
fn now() -> Instant {
    Instant::now()
}

#[expect(
    clippy::disallowed_methods,
    reason = "measuring time is what this program is for"
)]
fn since(began: Instant) -> Duration {
    began.elapsed()
}

fn memory_mb(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with(what))
        .unwrap_or_default();
    let kib = line
        .split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
