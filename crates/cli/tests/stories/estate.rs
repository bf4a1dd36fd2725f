//! The estate of the demonstration behind a server that can be switched off and on.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linli_client_core::domain::command::EndAppointment;
use linli_client_core::domain::{BuildingId, DepartmentId, DocumentKey, EstateId, PersonId, Role};
use linli_documents::Document;
use linli_server::commands::{Appointment, EstateFile, new_invitation};
use linli_server::config::{Config, RetentionConfig, TlsConfig};
use linli_server::environment::{Environment, SystemEnvironment};
use linli_server::identity::invitation_code::InvitationCode;
use linli_server::identity::keys::new_key;
use linli_server::import::{self, ImportRequest};
use linli_server::retention::{self, Done};
use linli_server::serve::{self, Running};
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_server::store::{ArchivedView, AuditFilter, ConsoleCommand, NewInvitation, Store};
use linli_wire::ServerEpoch;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::phone::Phone;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/estates/demo");
const INVITATION_HOURS: u32 = 1;

/// Of an appointment; the whole estate where there is neither.
type Scope = (Option<BuildingId>, Option<DepartmentId>);

pub(crate) struct Estate {
    pub(crate) folder: TempDir,
    runtime: Runtime,
    environment: Arc<SystemEnvironment>,
    id: EstateId,
    /// Stays the same while the server is off, as a server's address does.
    address: SocketAddr,
    tls: TlsConfig,
    server: Option<Running>,
}

impl Estate {
    /// 幸福里 with its register, its server running on a free port of this machine.
    pub(crate) fn new() -> Self {
        Self::encrypted(TlsConfig::default())
    }

    /// The same, by this certificate.
    pub(crate) fn encrypted(tls: TlsConfig) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), true, tls)
    }

    /// The one estate of a server's file, from a copy.
    pub(crate) fn of_file(file: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(file, folder.path().join("server.db")).unwrap();
        Self::start_in(folder, false, TlsConfig::default())
    }

    fn start_in(folder: TempDir, empty: bool, tls: TlsConfig) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let environment = Arc::new(SystemEnvironment::new());
        let file = folder.path().join("server.db");
        let (id, server) = runtime.block_on(async {
            let store = Arc::new(SqliteStore::open_or_create(&file, fresh(&environment)).unwrap());
            let id = if empty {
                fill(store.as_ref(), &environment).await
            } else {
                store.estates().await.unwrap()[0].id
            };
            (id, start(0, &tls, &environment, store).await)
        });
        Self {
            folder,
            environment,
            id,
            address: server.address,
            tls,
            server: Some(server),
            runtime,
        }
    }

    pub(crate) fn url(&self) -> String {
        let scheme = self.tls.files().map_or("http", |_| "https");
        format!("{scheme}://{}", self.address)
    }

    /// No signal from here on.
    pub(crate) fn switch_off(&mut self) {
        let server = self.server.take().expect("it is on");
        self.runtime.block_on(server.stop());
    }

    pub(crate) fn switch_on(&mut self) {
        let file = self.folder.path().join("server.db");
        let (port, environment) = (self.address.port(), &self.environment);
        let server = self.runtime.block_on(async {
            let store = Arc::new(SqliteStore::open(&file).unwrap());
            start(port, &self.tls, environment, store).await
        });
        self.server = Some(server);
    }

    /// Somebody with a role in one building, and their phone: joined, and synced once.
    pub(crate) fn appoint(&self, name: &str, role: Role, building: &str) -> Phone {
        self.joined(name, &self.invite(name, role, building))
    }

    /// A head of 1号楼.
    pub(crate) fn appoint_head(&self, name: &str) -> Phone {
        self.appoint(name, Role::BuildingHead, "1号楼")
    }

    /// A secretary of the estate.
    pub(crate) fn appoint_secretary(&self, name: &str) -> Phone {
        self.appoint_as(name, Role::Secretary, (None, None))
    }

    /// A handler of a department of the estate, at a desk.
    pub(crate) fn appoint_handler(&self, name: &str, department: &str) -> Phone {
        let id = DepartmentId::of_name(self.id, department);
        self.appoint_as(name, Role::DepartmentHandler, (None, Some(id)))
    }

    /// An auditor of the estate.
    pub(crate) fn appoint_auditor(&self, name: &str) -> Phone {
        self.appoint_as(name, Role::Auditor, (None, None))
    }

    /// A mediation head of the whole estate.
    pub(crate) fn appoint_mediator(&self, name: &str) -> Phone {
        self.appoint_as(name, Role::MediationHead, (None, None))
    }

    fn appoint_as(&self, name: &str, role: Role, scope: Scope) -> Phone {
        self.joined(name, &self.invite_as(name, role, scope))
    }

    /// Somebody's phone, which has joined with a code and synced once.
    pub(crate) fn joined(&self, name: &str, code: &str) -> Phone {
        let phone = Phone::new(&self.folder.path().join(format!("{name}.linli")));
        phone.join(&self.url(), code);
        phone
    }

    /// An invitation for somebody new, to a role in one building.
    pub(crate) fn invite(&self, name: &str, role: Role, building: &str) -> String {
        let buildings = self.store().buildings(self.id);
        let buildings = self.runtime.block_on(buildings).unwrap();
        let building = buildings.iter().find(|(_, known)| known == building);
        let building = building.expect("the estate has it").0;
        self.invite_as(name, role, (Some(building), None))
    }

    fn invite_as(&self, name: &str, role: Role, (building, department): Scope) -> String {
        self.runtime.block_on(async {
            let store = self.store();
            let appointment = Appointment {
                estate: self.id,
                person: None,
                name: name.parse().unwrap(),
                role,
                buildings: vec![building],
                department,
                // Long enough for a term to end.
                from: Some(self.environment.now().date().plus_days(-30)),
                until: None,
            };
            let person: PersonId = appointment
                .give(store, self.environment.as_ref())
                .await
                .unwrap();
            let (code, _) =
                new_invitation(store, self.environment.as_ref(), person, INVITATION_HOURS)
                    .await
                    .unwrap();
            code.to_string()
        })
    }

    /// As the operator's console does it: the last day of all that somebody was appointed to was yesterday.
    pub(crate) fn end(&self, name: &str) {
        let person = self.person(name);
        self.runtime.block_on(async {
            let store = self.store();
            let now = self.environment.now();
            let document = DocumentKey::Directory { estate: self.id };
            let found = store.snapshot(document.id()).await.unwrap().unwrap();
            let directory = Document::load(&document, found.epoch, &found.bytes).unwrap();
            let held = directory.directory().unwrap().appointments;
            let theirs = held.into_iter().filter(|(_, held)| held.person == person);
            let until = now.date().plus_days(-1);
            let commands = theirs.map(|(appointment, _)| ConsoleCommand {
                document,
                at: now,
                command: EndAppointment { appointment, until }.into(),
            });
            for done in store.console(commands.collect(), now).await.unwrap() {
                done.unwrap();
            }
        });
    }

    /// All devices of somebody, as `linli-server person suspend` does it.
    pub(crate) fn suspend(&self, name: &str) {
        let suspended = self
            .store()
            .suspend_person(self.person(name), self.environment.now());
        assert_eq!(self.runtime.block_on(suspended).unwrap(), 1);
    }

    /// A code for somebody who is known already.
    pub(crate) fn invite_again(&self, person: PersonId) -> String {
        let environment = self.environment.as_ref();
        let invitation = new_invitation(self.store(), environment, person, INVITATION_HOURS);
        self.runtime.block_on(invitation).unwrap().0.to_string()
    }

    /// A code that releases what somebody's device deposited, as `linli-server person unlock` gives it.
    pub(crate) fn release(&self, name: &str) -> String {
        let environment = self.environment.as_ref();
        let code = InvitationCode::new(environment).unwrap();
        let created_at = environment.now();
        let permitted = self.store().permit_release(NewInvitation {
            code_hash: code.hash(),
            person: self.person(name),
            created_at,
            expires_at: created_at.plus_seconds(3_600),
        });
        self.runtime.block_on(permitted).unwrap();
        code.to_string()
    }

    fn person(&self, name: &str) -> PersonId {
        let people = self.runtime.block_on(self.store().people(self.id)).unwrap();
        let person = people.iter().find(|person| person.name == name);
        person.expect("the directory names them").id
    }

    /// How many devices have joined.
    pub(crate) fn devices(&self) -> usize {
        self.runtime.block_on(self.store().devices()).unwrap().len()
    }

    /// A backup, made while the server runs.
    pub(crate) fn back_up(&self) -> PathBuf {
        let backup = self.folder.path().join("backup.db");
        linli_server::maintenance::backup(&self.folder.path().join("server.db"), &backup).unwrap();
        backup
    }

    /// The server stops, comes back from a backup, and goes on at the same address.
    pub(crate) fn restore(&mut self, backup: &Path) {
        self.switch_off();
        for end in ["", "-wal", "-shm"] {
            let file = self.folder.path().join(format!("server.db{end}"));
            if file.exists() {
                std::fs::remove_file(file).unwrap();
            }
        }
        let file = self.folder.path().join("server.db");
        linli_server::maintenance::restore(
            backup,
            &file,
            fresh(&self.environment),
            self.environment.now(),
        )
        .unwrap();
        self.switch_on();
    }

    /// The office writes a visit down in somebody's name.
    pub(crate) fn writes_for_somebody(&self, door: &str, note: &str) {
        let visits = self.folder.path().join("late.jsonl");
        let household = households().find(|home| {
            format!("{}{}{}", home["building"], home["unit"], home["room"]).replace('"', "") == door
        });
        let row = serde_json::json!({
            "id": "00000000-0000-7000-8000-000000001a7e", "household_id": household.unwrap()["id"],
            "at": "2026-11-20T08:00:00Z", "visitor_id": "00000000-0000-7000-8000-0000000ff1ce", "purpose": "日常走访",
            "outcome": "met", "note": note, "requests": [],
        });
        std::fs::write(&visits, format!("{row}\n")).unwrap();
        let request = ImportRequest {
            estate: "幸福里".to_owned(),
            households: None,
            visits: Some(visits),
            cases: None,
            skip_bad: false,
        };
        self.runtime.block_on(async {
            import::run(self.store(), request, self.environment.now())
                .await
                .unwrap();
        });
    }

    /// Closes, archives and erases what is due so many months from now, as `linli-server retention --on` does.
    pub(crate) fn keep_to_the_terms(&self, months: i32) -> Done {
        let today = self.environment.now().date().plus_months(months);
        let (terms, environment) = (RetentionConfig::default(), self.environment.as_ref());
        let run = retention::run(self.store(), &terms, today, environment);
        self.runtime.block_on(run).unwrap()
    }

    /// All that is in the archive.
    pub(crate) fn archive(&self) -> String {
        self.runtime.block_on(async {
            let mut told = String::new();
            let ids: BTreeSet<_> = self
                .store()
                .archived(None)
                .await
                .unwrap()
                .into_iter()
                .map(|it| it.document.id())
                .collect();
            for id in ids {
                for (_, view) in self.store().archived_as(id).await.unwrap() {
                    told += &match view {
                        ArchivedView::Visits(view) => serde_json::to_string(&view),
                        ArchivedView::Case(view) => serde_json::to_string(&view),
                        ArchivedView::Dispute(view) => serde_json::to_string(&view),
                    }
                    .unwrap();
                }
            }
            told
        })
    }

    /// The grounds of all that the audit log has of one sort, after its chain was checked.
    pub(crate) fn audited(&self, event: &str) -> Vec<Option<String>> {
        let filter = AuditFilter::default();
        let entries = self
            .runtime
            .block_on(self.store().audit(filter, 0, 10_000))
            .unwrap();
        let entries = entries.into_iter().filter(|entry| entry.event == event);
        entries.map(|entry| entry.ground).collect()
    }

    /// Whether everything that the server holds follows from its log, the audit log included.
    pub(crate) fn is_sound(&self) -> bool {
        let report = linli_server::maintenance::check(&self.folder.path().join("server.db"));
        let report = report.unwrap();
        assert!(report.problems.is_empty(), "{:?}", report.problems);
        true
    }

    fn store(&self) -> &dyn Store {
        self.server.as_ref().expect("it is on").store()
    }
}

impl Drop for Estate {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }
}

fn fresh(environment: &SystemEnvironment) -> Fresh {
    let mut random = [0; 24];
    environment.fill(&mut random).unwrap();
    Fresh {
        server_epoch: ServerEpoch(random[..8].try_into().unwrap()),
        console_nonce: random[8..].try_into().unwrap(),
    }
}

async fn start(
    port: u16,
    tls: &TlsConfig,
    environment: &Arc<SystemEnvironment>,
    store: Arc<SqliteStore>,
) -> Running {
    let config = Config {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        tls: tls.clone(),
        ..Config::default()
    };
    let environment = Arc::clone(environment) as Arc<dyn Environment>;
    serve::start(config, environment, store).await.unwrap()
}

async fn fill(store: &dyn Store, environment: &SystemEnvironment) -> EstateId {
    store
        .add_token_key(new_key(environment).unwrap())
        .await
        .unwrap();
    let fixture = |name: &str| Path::new(FIXTURES).join(name);
    let text = std::fs::read(fixture("estate.json")).unwrap();
    let file: EstateFile = serde_json::from_slice(&text).unwrap();
    let imported = file.import(store, environment).await.unwrap();
    let request = ImportRequest {
        estate: file.name.to_string(),
        households: Some(fixture("households.jsonl")),
        visits: Some(fixture("visits.jsonl")),
        cases: Some(fixture("cases.jsonl")),
        skip_bad: false,
    };
    import::run(store, request, environment.now())
        .await
        .unwrap();
    store.refresh_packs().await.unwrap();
    imported.estate
}

fn households() -> impl Iterator<Item = serde_json::Value> {
    let text = std::fs::read_to_string(Path::new(FIXTURES).join("households.jsonl")).unwrap();
    let rows: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    rows.into_iter()
}
