use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::files::create_private;
use crate::page::{Answer, Page};

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// 写到哪个文件夹 (the folder to write to)
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 覆盖已有的文件 (overwrite files that are there)
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Exported {
    out: PathBuf,
    households: usize,
    visits: usize,
    cases: usize,
}

impl Export {
    /// Writes `households.jsonl`, `visits.jsonl` and `cases.jsonl`, in the shape that an import reads.
    pub(super) fn run(self, desk: &Desk) -> Result<Exported, Error> {
        let export = desk.replica.export()?;
        std::fs::create_dir_all(&self.out).map_err(Error::file(&self.out))?;
        self.write("households.jsonl", &export.households)?;
        self.write("visits.jsonl", &export.visits)?;
        self.write("cases.jsonl", &export.cases)?;
        Ok(Exported {
            households: export.households.len(),
            visits: export.visits.len(),
            cases: export.cases.len(),
            out: self.out,
        })
    }

    fn write<T: Serialize>(&self, name: &str, rows: &[T]) -> Result<(), Error> {
        write_lines(&self.out.join(name), rows, self.force)
    }
}

/// One JSON object a line, readable by its owner only.
pub(super) fn write_lines<T: Serialize>(
    path: &Path,
    rows: &[T],
    replace: bool,
) -> Result<(), Error> {
    let mut file = BufWriter::new(create_private(path, replace)?);
    let written = rows.iter().try_for_each(|row| {
        serde_json::to_writer(&mut file, row)?;
        file.write_all(b"\n")
    });
    written
        .and_then(|()| {
            file.into_inner()
                .map_err(|error| error.into_error())?
                .sync_all()
        })
        .map_err(Error::file(path))
}

impl Answer for Exported {
    fn write(&self, page: &mut Page) {
        let out = self.out.display();
        page.line(
            format!(
                "已导出到 {out}：{} 户，{} 次走访，{} 件事项。",
                self.households, self.visits, self.cases
            ),
            format!(
                "Written to {out}: {} households, {} visits, {} cases.",
                self.households, self.visits, self.cases
            ),
        );
        page.line(
            "文件含个人信息，只有您能读；用完请删除。",
            "The files hold personal data and only you may read them; delete them when you are done.",
        );
    }
}
