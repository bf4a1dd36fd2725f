//! What every scenario starts from: a server's folder with the whole estate in it, made once and copied.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use linli_bench::workload::{CASES, HOUSEHOLDS, Size, VISITS, Workload};
use tempfile::TempDir;

use super::arguments::Arguments;
use super::failure::{Failure, Result};
use super::server::{Console, Role};

/// Seed of the workload and of everything that people do on it.
pub(crate) const SEED: u64 = 1;
const ESTATE: &str = "标准小区";

pub(crate) struct Stage {
    folder: TempDir,
    program: PathBuf,
    /// The JSON lines that were imported.
    rows: PathBuf,
    pub(crate) workload: Workload,
    pub(crate) runs: usize,
    pub(crate) devices: usize,
    pub(crate) listeners: usize,
    /// Reads everything.
    pub(crate) secretary: String,
    /// Both of the first building.
    pub(crate) heads: [String; 2],
    imported: Console,
    copies: AtomicUsize,
}

impl Stage {
    /// The standard workload, or the rows that were given.
    pub(crate) fn set(arguments: &Arguments) -> Result<Self> {
        match &arguments.data {
            Some(rows) => Self::import(arguments, folder()?, rows.clone(), Workload::read(rows)?),
            None => Self::of(arguments, Workload::generate(&Size::standard(SEED))),
        }
    }

    /// A workload of another size.
    pub(crate) fn of(arguments: &Arguments, workload: Workload) -> Result<Self> {
        let folder = folder()?;
        let rows = folder.path().join("rows");
        workload.write(&rows)?;
        Self::import(arguments, folder, rows, workload)
    }

    /// `rows`: where the rows of `workload` lie as files.
    fn import(
        arguments: &Arguments,
        folder: TempDir,
        rows: PathBuf,
        workload: Workload,
    ) -> Result<Self> {
        let program = arguments.server_program()?;
        let imported = Console::new(&program, &folder.path().join("imported"))?;
        imported.init()?;
        imported.import(ESTATE, &rows)?;
        let building = workload.buildings().first().map(ToString::to_string);
        let building = building.ok_or_else(|| Failure::Text("no households".to_owned()))?;
        let head = |name| imported.appoint(ESTATE, name, Role::HeadOf(&building));
        Ok(Self {
            secretary: imported.appoint(ESTATE, "王书记", Role::Secretary)?,
            heads: [head("张大爷")?, head("李阿姨")?],
            folder,
            program,
            rows,
            workload,
            runs: arguments.runs,
            devices: arguments.devices,
            listeners: arguments.listeners,
            imported,
            copies: AtomicUsize::new(0),
        })
    }

    /// The first building of the register, where the heads work.
    pub(crate) fn building(&self) -> &str {
        self.workload.buildings()[0]
    }

    pub(crate) fn appoint_head(&self, at: &Console, name: &str, building: &str) -> Result<String> {
        at.appoint(ESTATE, name, Role::HeadOf(building))
    }

    /// A server's folder in which nothing has happened since the import.
    pub(crate) fn fresh(&self) -> Result<Console> {
        self.copy(&self.imported)
    }

    /// The same state in a folder of its own. No server may be running on `original`.
    pub(crate) fn copy(&self, original: &Console) -> Result<Console> {
        let copy = self.room("server")?;
        copy_folder(original.folder(), &copy).map_err(Failure::io("copying a server's folder"))?;
        Console::new(&self.program, &copy)
    }

    /// A server's folder with nothing in it.
    pub(crate) fn empty(&self) -> Result<Console> {
        Console::new(&self.program, &self.room("server")?)
    }

    /// An empty folder.
    pub(crate) fn room(&self, name: &str) -> Result<PathBuf> {
        let number = self.copies.fetch_add(1, Ordering::Relaxed);
        let room = self.folder.path().join(format!("{name}-{number}"));
        fs::create_dir_all(&room).map_err(Failure::io("making a temporary folder"))?;
        Ok(room)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The three files, as they were imported.
    pub(crate) fn files(&self) -> Result<Vec<Vec<u8>>> {
        [HOUSEHOLDS, VISITS, CASES]
            .iter()
            .map(|name| fs::read(self.rows.join(name)).map_err(Failure::io(*name)))
            .collect()
    }
}

fn folder() -> Result<TempDir> {
    tempfile::Builder::new()
        .prefix("linli-bench-")
        .tempdir()
        .map_err(Failure::io("making a temporary folder"))
}

/// Everything is on the disk afterwards, so that the kernel does not write it while something is timed.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
            File::open(&target)?.sync_all()?;
        }
    }
    Ok(())
}
