//! `linli-server`: the program, on SQLite. Everything else is the library's.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use linli_domain::EstateId;
use linli_server::commands::{self, Backend, ExportRows, Failure};
use linli_server::environment::Environment;
use linli_server::maintenance;
use linli_server::store::Store;
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_wire::ServerEpoch;

fn main() -> ExitCode {
    commands::main(&Sqlite)
}

/// One file in the data folder.
struct Sqlite;

impl Sqlite {
    fn file(data: &Path) -> PathBuf {
        data.join("linli.db")
    }

    fn existing(data: &Path) -> Result<PathBuf, Failure> {
        let file = Self::file(data);
        if file.is_file() {
            Ok(file)
        } else {
            Err(Failure::NoStore(data.to_owned()))
        }
    }
}

impl Backend for Sqlite {
    fn open(&self, data: &Path) -> Result<Arc<dyn Store>, Failure> {
        match SqliteStore::open(&Self::existing(data)?) {
            Ok(store) => Ok(Arc::new(store)),
            Err(error) => Err(not_opened(data, error)),
        }
    }

    fn open_or_create(
        &self,
        data: &Path,
        environment: &dyn Environment,
    ) -> Result<Arc<dyn Store>, Failure> {
        make_folder(data)?;
        match SqliteStore::open_or_create(&Self::file(data), fresh(environment)?) {
            Ok(store) => Ok(Arc::new(store)),
            Err(error) => Err(not_opened(data, error)),
        }
    }

    fn check(&self, data: &Path) -> Result<maintenance::Report, Failure> {
        Ok(maintenance::check(&Self::existing(data)?)?)
    }

    fn backup(&self, data: &Path, to: &Path) -> Result<(), Failure> {
        Ok(maintenance::backup(&Self::existing(data)?, to)?)
    }

    fn restore(
        &self,
        data: &Path,
        from: &Path,
        environment: &dyn Environment,
    ) -> Result<(), Failure> {
        make_folder(data)?;
        let fresh = fresh(environment)?;
        Ok(maintenance::restore(
            from,
            &Self::file(data),
            fresh,
            environment.now(),
        )?)
    }

    fn export(&self, data: &Path, estate: EstateId) -> Result<Option<ExportRows>, Failure> {
        let export = maintenance::export(&Self::existing(data)?, estate)?;
        Ok(export.map(|rows| Box::new(rows) as ExportRows))
    }
}

/// For its owner only: the register of a whole estate will be in it. One that is there stays as it is.
fn make_folder(data: &Path) -> Result<(), Failure> {
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder
        .recursive(true)
        .create(data)
        .map_err(|cause| Failure::Folder {
            data: data.to_owned(),
            cause,
        })
}

/// What a new store is given for life.
fn fresh(environment: &dyn Environment) -> Result<Fresh, Failure> {
    let mut fresh = Fresh {
        server_epoch: ServerEpoch([0; 8]),
        console_nonce: [0; 16],
    };
    environment.fill(&mut fresh.server_epoch.0)?;
    environment.fill(&mut fresh.console_nonce)?;
    Ok(fresh)
}

fn not_opened(data: &Path, cause: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Open {
        data: data.to_owned(),
        cause: Box::new(cause),
    }
}
