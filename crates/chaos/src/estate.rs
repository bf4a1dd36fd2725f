//! A small estate on a server of its own, and who works there.

use std::path::PathBuf;

use linli_bench::workload::{Size, Workload};

use crate::server::{Console, Disk};
use crate::{Programs, Result};

pub(crate) const NAME: &str = "幸福里";
const NEIGHBOURS: &str = "和平里";
pub(crate) const BUILDINGS: u32 = 4;

/// The server's store, ready to be served; the folder of everything else goes with it.
pub(crate) struct Estate {
    // Fields are dropped in this order: the disk has to be unmounted before its folder goes.
    pub(crate) disk: Disk,
    folder: tempfile::TempDir,
    pub(crate) console: Console,
    /// As the server exports it before anybody works: with the ids that it gave.
    pub(crate) before: Workload,
    /// Commands in the log before anybody works.
    pub(crate) commands_before: u64,
    /// One head for each building: its name and the person's id.
    pub(crate) heads: Vec<(String, String)>,
    /// The person who joins when all is over.
    pub(crate) secretary: String,
}

impl Estate {
    pub(crate) fn found(programs: &Programs, seed: u64) -> Result<Self> {
        let folder = tempfile::tempdir().map_err(crate::Failure::io("making a folder"))?;
        let disk = Disk::at(&folder.path().join("disk"))?;
        let console = Console::new(&programs.server, folder.path(), &disk.folder.join("data"))?;
        console.init()?;
        let rows = folder.path().join("rows");
        let workload = Workload::generate(&size(seed));
        workload.write(&rows)?;
        console.import(NAME, &rows)?;
        let mut heads = Vec::new();
        for (number, building) in workload.buildings().into_iter().enumerate() {
            let name = format!("楼长{}", number + 1);
            let person = console.appoint(NAME, &name, Some(building))?;
            heads.push((building.to_owned(), person));
        }
        let secretary = console.appoint(NAME, "书记", None)?;
        Ok(Self {
            before: console.export(NAME, &folder.path().join("before"))?,
            commands_before: console.check()?,
            disk,
            folder,
            console,
            heads,
            secretary,
        })
    }

    /// A second estate in the same store, where nobody of the first has any right.
    pub(crate) fn add_neighbours(&self, seed: u64) -> Result<()> {
        let rows = self.path("neighbours");
        Workload::generate(&size(seed + 1)).write(&rows)?;
        self.console.import(NEIGHBOURS, &rows)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The head whose turn it is: several devices share a building.
    pub(crate) fn head(&self, number: usize) -> &(String, String) {
        &self.heads[number % self.heads.len()]
    }
}

fn size(seed: u64) -> Size {
    Size {
        buildings: BUILDINGS,
        households_per_building: 12,
        visits: 120,
        cases: 16,
        months: 6,
        ..Size::standard(seed)
    }
}
