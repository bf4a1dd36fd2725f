//! A server's store and a folder of files to import into it.

use std::path::{Path, PathBuf};

use linli_documents::{AsWritten, Document};
use linli_domain::command::Command;
use linli_domain::view::{CaseView, DirectoryView, HouseholdView, VisitsView};
use linli_domain::{
    BuildingId, CaseId, DocumentId, DocumentKey, EstateId, HouseholdId, Seq, Timestamp,
};
use linli_server::import::{self, ImportError, ImportReport, ImportRequest};
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_server::store::{ConsoleCommand, Store};
use linli_wire::ServerEpoch;
use tempfile::TempDir;

pub(crate) struct Office {
    folder: TempDir,
    pub(crate) store: SqliteStore,
}

impl Office {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fresh = Fresh {
            server_epoch: ServerEpoch([1; 8]),
            console_nonce: [2; 16],
        };
        let store = SqliteStore::open_or_create(&folder.path().join("linli.db"), fresh).unwrap();
        Self { folder, store }
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) async fn import(&self, request: ImportRequest) -> Result<ImportReport, ImportError> {
        import::run(&self.store, request, now()).await
    }

    pub(crate) async fn households(&self, path: PathBuf) -> Result<ImportReport, ImportError> {
        let households = Some(path);
        self.import(ImportRequest {
            households,
            ..nothing()
        })
        .await
    }

    /// `None` while the estate does not exist.
    pub(crate) async fn seq(&self) -> Option<Seq> {
        let estates = self.store.estates().await.unwrap();
        estates.first().map(|estate| estate.seq)
    }

    pub(crate) async fn estate(&self) -> EstateId {
        self.store.estates().await.unwrap()[0].id
    }

    pub(crate) async fn building(&self, name: &str) -> BuildingId {
        BuildingId::of_name(self.estate().await, name)
    }

    async fn document(&self, id: DocumentId) -> Document {
        let snapshot = self.store.snapshot(id).await.unwrap().unwrap();
        Document::load(&snapshot.document, snapshot.epoch, &snapshot.bytes).unwrap()
    }

    pub(crate) async fn household(&self, id: HouseholdId) -> HouseholdView {
        self.document(id.into()).await.household().unwrap()
    }

    pub(crate) async fn case(&self, id: CaseId) -> CaseView {
        self.document(id.into()).await.case(&AsWritten).unwrap()
    }

    pub(crate) async fn visits(&self, building: &str, month: &str) -> VisitsView {
        let key = DocumentKey::Visits {
            estate: self.estate().await,
            building: self.building(building).await,
            month: month.parse().unwrap(),
        };
        self.document(key.id()).await.visits().unwrap()
    }

    pub(crate) async fn directory(&self) -> DirectoryView {
        let estate = self.estate().await;
        let key = DocumentKey::Directory { estate };
        self.document(key.id()).await.directory().unwrap()
    }

    /// Somebody does something between two imports.
    pub(crate) async fn does(&self, document: DocumentKey, command: impl Into<Command>) {
        let command = ConsoleCommand {
            document,
            at: now(),
            command: command.into(),
        };
        let answers = self.store.console(vec![command], now()).await.unwrap();
        assert!(answers[0].is_ok(), "{answers:?}");
    }
}

pub(crate) fn nothing() -> ImportRequest {
    ImportRequest {
        estate: "西苑".into(),
        households: None,
        visits: None,
        cases: None,
        skip_bad: false,
    }
}

/// 14:00 in China.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T06:00:00Z".parse().unwrap()
}

pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures")
        .join(path)
}

pub(crate) fn demo() -> ImportRequest {
    ImportRequest {
        households: Some(fixture("estates/demo/households.jsonl")),
        visits: Some(fixture("estates/demo/visits.jsonl")),
        cases: Some(fixture("estates/demo/cases.jsonl")),
        ..nothing()
    }
}
