//! `linli-server export`

use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::json;
use tempfile::NamedTempFile;
use tokio::task::block_in_place;

use super::arguments::Export;
use super::backend::ExportRows;
use super::report::Report;
use super::{Console, Failure, find};
use crate::maintenance::{ExportRow, MaintenanceError};
use crate::store::{AuditEvent, AuditNote};

/// JSON lines in three files, readable for their owner only: they hold what people said at their doors.
pub(super) async fn export(console: &Console, export: Export) -> Result<Report, Failure> {
    let store = console.open()?;
    let estate = find::estate(store.as_ref(), &export.estate).await?;
    let rows = block_in_place(|| console.backend.export(&console.config.data, estate.id))?;
    let rows = rows.ok_or(Failure::Unknown {
        what: ("小区", "estate"),
    })?;
    let files = block_in_place(|| write_all(rows, &export.to))?;
    let counts = files.each_ref().map(|file| file.count);
    let [households, visits, cases] = counts;
    // First the audit log, then the names of the files: nothing leaves that is not in it.
    let note = AuditNote {
        estate: Some(estate.id),
        count: counts.iter().map(|count| *count as u64).sum(),
        ..AuditNote::of(AuditEvent::Exported, console.environment.now())
    };
    store.note(note).await?;
    store.close().await;
    block_in_place(|| appear(files, &export.to))?;
    tracing::info!(
        estate.id = %estate.id,
        export.households = households,
        export.visits = visits,
        export.cases = cases,
        "An estate's register was exported."
    );
    let to = export.to.display().to_string();
    let text = format!(
        "已导出 {} 到 {to}：住户 {households}，走访 {visits}，事项 {cases} (households, visits, cases)\n内含个人信息，请妥善保管 (it holds personal data: keep it safe)",
        estate.name
    );
    let json = json!({ "to": to, "households": households, "visits": visits, "cases": cases });
    Ok(Report::new(text, json))
}

/// Three files without a name yet.
fn write_all(rows: ExportRows, to: &Path) -> Result<[Lines; 3], Failure> {
    std::fs::create_dir_all(to).map_err(MaintenanceError::Write)?;
    let mut files = [
        Lines::new(to, "households.jsonl")?,
        Lines::new(to, "visits.jsonl")?,
        Lines::new(to, "cases.jsonl")?,
    ];
    for row in rows {
        match row? {
            ExportRow::Household(row) => files[0].write(&row)?,
            ExportRow::Visit(row) => files[1].write(&row)?,
            ExportRow::Case(row) => files[2].write(&row)?,
        }
    }
    if files.iter().any(|file| to.join(file.name).exists()) {
        return Err(MaintenanceError::Exists.into());
    }
    Ok(files)
}

fn appear(files: [Lines; 3], to: &Path) -> Result<(), Failure> {
    for file in files {
        file.finish(to)?;
    }
    Ok(())
}

struct Lines {
    name: &'static str,
    file: BufWriter<NamedTempFile>,
    count: usize,
}

impl Lines {
    fn new(to: &Path, name: &'static str) -> Result<Self, MaintenanceError> {
        let file = NamedTempFile::new_in(to).map_err(MaintenanceError::Write)?;
        Ok(Self {
            name,
            file: BufWriter::new(file),
            count: 0,
        })
    }

    fn write(&mut self, row: &impl Serialize) -> Result<(), MaintenanceError> {
        self.count += 1;
        serde_json::to_writer(&mut self.file, row)
            .map_err(std::io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(MaintenanceError::Write)
    }

    fn finish(self, to: &Path) -> Result<(), MaintenanceError> {
        let file = self
            .file
            .into_inner()
            .map_err(|error| MaintenanceError::Write(error.into_error()))?;
        file.as_file().sync_all().map_err(MaintenanceError::Write)?;
        file.persist_noclobber(to.join(self.name))
            .map(|_| ())
            .map_err(|error| match error.error.kind() {
                std::io::ErrorKind::AlreadyExists => MaintenanceError::Exists,
                _ => MaintenanceError::Write(error.error),
            })
    }
}
