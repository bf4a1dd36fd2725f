//! An estate with one building, a head and a secretary, behind a server on a port of its own.

use std::path::PathBuf;
use std::sync::Arc;

use linli_domain::text::Name;
use linli_domain::{BuildingId, EstateId, PersonId, Role};
use linli_server::commands::{Appointment, EstateFile, new_invitation};
use linli_server::config::Config;
use linli_server::environment::Environment;
use linli_server::identity::keys;
use linli_server::serve::{self, Running};
use linli_server::store::Store;
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_wire::ServerEpoch;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::client::{Answer, Connection, Request};
use super::clock::TestClock;
use super::device::{Device, token_request};

pub(crate) const HEAD: &str = "张大爷";
pub(crate) const SECRETARY: &str = "王书记";

pub(crate) struct TestServer {
    pub(crate) estate: EstateId,
    pub(crate) building: BuildingId,
    pub(crate) head: PersonId,
    pub(crate) secretary: PersonId,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) store: Arc<dyn Store>,
    running: Option<Running>,
    pub(crate) runtime: Runtime,
    data: TempDir,
}

impl TestServer {
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::new());
        let fresh = Fresh {
            server_epoch: ServerEpoch([7; 8]),
            console_nonce: [8; 16],
        };
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open_or_create(&data.path().join("linli.db"), fresh).unwrap());
        let mut config = Config {
            data: data.path().to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            ..Config::default()
        };
        change(&mut config);
        let (estate, building, head, secretary, running) = runtime.block_on(async {
            store
                .add_token_key(keys::new_key(clock.as_ref()).unwrap())
                .await
                .unwrap();
            let (estate, building) = estate(store.as_ref(), clock.as_ref()).await;
            let head = appointment(estate, HEAD, Role::BuildingHead, Some(building));
            let head = head.give(store.as_ref(), clock.as_ref()).await.unwrap();
            let secretary = appointment(estate, SECRETARY, Role::Secretary, None);
            let secretary = secretary
                .give(store.as_ref(), clock.as_ref())
                .await
                .unwrap();
            let environment: Arc<dyn Environment> = clock.clone();
            let running = serve::start(config, environment, Arc::clone(&store))
                .await
                .unwrap();
            (estate, building, head, secretary, running)
        });
        Self {
            estate,
            building,
            head,
            secretary,
            clock,
            store,
            running: Some(running),
            runtime,
            data,
        }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data.path().join("linli.db")
    }

    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().expect("it was not stopped")
    }

    /// As SIGTERM does. Gives a handle that is done when the server is.
    pub(crate) fn begin_to_stop(&mut self) -> tokio::task::JoinHandle<()> {
        let running = self.running.take().expect("it was not stopped");
        self.runtime.spawn(running.stop())
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.running().address)
    }

    pub(crate) fn ask(&self, request: &Request) -> Answer {
        self.connect().ask(request)
    }

    /// A one-time code.
    pub(crate) fn invite(&self, person: PersonId) -> String {
        let invitation = new_invitation(self.store.as_ref(), self.clock.as_ref(), person, 24);
        let (code, _) = self.runtime.block_on(invitation).unwrap();
        code.to_string()
    }

    pub(crate) fn enrol(&self, device: &Device, code: &str) -> Answer {
        self.ask(&self.enrolment(device, code))
    }

    pub(crate) fn enrolment(&self, device: &Device, code: &str) -> Request {
        Request::post("/v1/devices").json(&json!({
            "code": code,
            "public_key": device.public_key(),
            "name": "旧手机",
        }))
    }

    /// A device of the building head, enrolled.
    pub(crate) fn device(&self, seed: u8) -> Device {
        let device = Device::new(seed);
        let answer = self.enrol(&device, &self.invite(self.head));
        assert_eq!(answer.status, 201, "{answer:?}");
        device
    }

    pub(crate) fn token_for(&self, assertion: &str) -> Answer {
        self.ask(&token_request(assertion))
    }

    pub(crate) fn token(&self, device: &Device) -> String {
        let answer = self.token_for(&device.assertion(self.clock.now()));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// Somebody new, appointed through another store on the same file, as the command line does.
    pub(crate) fn appoint_through(&self, console: &dyn Store, name: &str) {
        let appointment = appointment(self.estate, name, Role::ArtsHead, None);
        let given = appointment.give(console, self.clock.as_ref());
        self.runtime.block_on(given).unwrap();
    }

    /// Where the estate's log stands: what must not move when nothing was accepted.
    pub(crate) fn seq(&self) -> u64 {
        let seq = self.store.estate_seq(self.estate);
        self.runtime.block_on(seq).unwrap().unwrap()
    }
}

async fn estate(store: &dyn Store, environment: &dyn Environment) -> (EstateId, BuildingId) {
    let file: EstateFile = serde_json::from_value(json!({
        "name": "幸福里",
        "buildings": [{ "name": "1号楼", "dwellings": [{ "unit": "1单元", "room": "101" }] }],
    }))
    .unwrap();
    let estate = file.import(store, environment).await.unwrap().estate;
    let buildings = store.buildings(estate).await.unwrap();
    (estate, buildings[0].0)
}

fn appointment(
    estate: EstateId,
    name: &str,
    role: Role,
    building: Option<BuildingId>,
) -> Appointment {
    Appointment {
        estate,
        person: None,
        name: Name::new(name).unwrap(),
        role,
        buildings: vec![building],
        department: None,
        from: None,
        until: None,
    }
}
