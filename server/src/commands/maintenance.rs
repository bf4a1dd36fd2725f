//! `linli-server check|backup|restore`

use std::fmt::Write;
use std::path::Path;

use serde_json::json;
use tokio::task::block_in_place;

use super::report::Report;
use super::{Console, Failure};
use crate::maintenance;
use crate::store::{AuditEvent, AuditNote};

/// Problems shown in a terminal; `--json` has them all.
const SHOWN: usize = 50;

pub(super) fn check(console: &Console) -> Result<Report, Failure> {
    let found = block_in_place(|| console.backend.check(&console.config.data))?;
    if found.problems.is_empty() {
        let text = format!(
            "核对无误：{} 个小区，{} 份档案，{} 条指令，{} 个数据包，{} 份归档 (sound: estates, documents, commands, packs, archived)",
            found.estates, found.documents, found.commands, found.packs, found.archived
        );
        return Ok(Report::new(
            text,
            json!({
                "estates": found.estates,
                "documents": found.documents,
                "commands": found.commands,
                "packs": found.packs,
                "archived": found.archived,
            }),
        ));
    }
    let count = found.problems.len();
    Err(Failure::Maintenance {
        zh: format!(
            "核对发现 {count} 处不一致，没有改动任何内容。请先备份整个数据文件夹，再从最近的备份恢复，设备会补回其后的记录。{}",
            list(&found)
        ),
        en: format!(
            "the check found {count} differences; nothing was changed. Copy the whole data folder first, then restore the newest backup: devices offer again what came after it."
        ),
        cause: None,
    })
}

fn list(found: &maintenance::Report) -> String {
    let mut text = String::new();
    for problem in found.problems.iter().take(SHOWN) {
        // Memory takes every character, so this can't fail.
        let _ = write!(text, "\n  {problem}");
    }
    text
}

/// In the audit log before the copy is made, and so in the copy too.
pub(super) async fn backup(console: &Console, file: &Path) -> Result<Report, Failure> {
    note(console, AuditEvent::BackedUp).await?;
    block_in_place(|| console.backend.backup(&console.config.data, file))?;
    let file = file.display().to_string();
    let text = format!("已备份到 {file} (backup written)");
    Ok(Report::new(text, json!({ "backup": file })))
}

async fn note(console: &Console, event: AuditEvent) -> Result<(), Failure> {
    let store = console.open()?;
    store
        .note(AuditNote::of(event, console.environment.now()))
        .await?;
    store.close().await;
    Ok(())
}

pub(super) async fn restore(console: &Console, file: &Path) -> Result<Report, Failure> {
    let data = &console.config.data;
    let environment = console.environment.as_ref();
    block_in_place(|| console.backend.restore(data, file, environment))?;
    note(console, AuditEvent::Restored).await?;
    let data = data.display().to_string();
    let text = format!(
        "已从备份恢复到 {data}；设备下次同步会补回备份之后的记录 (restored; devices offer again what came after the backup)"
    );
    Ok(Report::new(text, json!({ "data": data })))
}

impl From<maintenance::MaintenanceError> for Failure {
    fn from(error: maintenance::MaintenanceError) -> Self {
        use maintenance::MaintenanceError as Error;
        let (zh, en) = match &error {
            Error::Open(_) => (
                "打不开数据库文件，文件保持原样。请按原因处理后重试。".to_owned(),
                "the database file can't be opened; it stays as it is. Deal with the cause and try again.",
            ),
            Error::NotInitialised => (
                "这个文件不是服务器的数据库，没有改动任何内容。请检查路径。".to_owned(),
                "this file is no database of the server; nothing was changed. Check the path.",
            ),
            Error::Store(_) => (
                "数据库出错，原有文件不受影响。请检查磁盘后重试。".to_owned(),
                "the database failed; the files that were there are untouched. Look after the disk and try again.",
            ),
            Error::Write(_) => (
                "文件写不进去，原有文件不受影响。请检查路径、权限和磁盘空间。".to_owned(),
                "the file could not be written; the files that were there are untouched. Check path, permissions and space.",
            ),
            Error::Exists => (
                "目标位置已有同名文件，没有改动任何内容。请换一个名字，或先把旧文件移走。"
                    .to_owned(),
                "there is a file of that name already; nothing was changed. Choose another name, or move the old file away first.",
            ),
            Error::Damaged(report) => (
                format!(
                    "备份文件已损坏，没有改动任何内容。请换一个备份。{}",
                    list(report)
                ),
                "the backup is damaged; nothing was changed. Take another one.",
            ),
        };
        // Of these the words say all that there is to know.
        let plain = matches!(
            error,
            Error::Exists | Error::NotInitialised | Error::Damaged(_)
        );
        Self::Maintenance {
            zh,
            en: en.to_owned(),
            cause: (!plain).then(|| Box::new(error).into()),
        }
    }
}
