//! `linli-server audit verify|list`

mod words;

use std::fmt::Write;

use linli_domain::{Date, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::report::Report;
use super::{Console, Failure, find};
use crate::store::{AuditEntry, AuditFilter, AuditHead, AuditReport, hex};

/// Rows asked for at a time.
const PAGE: usize = 1_000;
/// Problems shown in a terminal; `--json` is for a sound log only, so that none is overlooked.
const SHOWN: usize = 50;

pub(super) async fn verify(console: &Console, noted: Option<Hash>) -> Result<Report, Failure> {
    let store = console.open()?;
    let report = store.verify_audit(noted.map(|hash| hash.0)).await?;
    store.close().await;
    if !report.problems.is_empty() {
        return Err(unsound(&report));
    }
    let AuditHead { number, hash } = report.head;
    let hash = hex(&hash);
    let text = format!(
        "审计日志完好：{number} 条，覆盖指令 {} 条，其中已删除内容 {} 条 (the audit log is sound: rows, commands covered, of these erased)\n末端 (head): {hash}\n请另处记下末端；以后核对 (note it elsewhere, and later): linli-server audit verify --head {hash}",
        report.commands, report.erased
    );
    Ok(Report::new(
        text,
        json!({ "number": number, "head": hash, "commands": report.commands, "erased": report.erased }),
    ))
}

fn unsound(report: &AuditReport) -> Failure {
    let count = report.problems.len();
    let mut list = String::new();
    for problem in report.problems.iter().take(SHOWN) {
        // Memory takes every character, so this can't fail.
        let _ = write!(list, "\n  {problem}");
    }
    Failure::Maintenance {
        zh: format!(
            "审计日志有 {count} 处不符，没有改动任何内容。请保存整个数据文件夹作为证据，与最近的备份比较。{list}"
        ),
        en: format!(
            "the audit log has {count} faults; nothing was changed. Keep a copy of the whole data folder as evidence, and compare it with the newest backups."
        ),
        cause: None,
    }
}

pub(super) async fn list(
    console: &Console,
    estate: Option<String>,
    since: Option<Date>,
) -> Result<Report, Failure> {
    let store = console.open()?;
    let estate = match estate {
        Some(wanted) => Some(find::estate(store.as_ref(), &wanted).await?.id),
        None => None,
    };
    let filter = AuditFilter {
        estate,
        since: since.map(Timestamp::beginning_of),
    };
    let estates = store.estates().await?;
    let (mut lines, mut rows, mut after) = (Vec::new(), Vec::new(), 0);
    loop {
        let page = store.audit(filter, after, PAGE).await?;
        for entry in &page {
            lines.push(words::line(entry, &estates));
            rows.push(row(entry));
            after = entry.number;
        }
        if page.len() < PAGE {
            break;
        }
    }
    store.close().await;
    if lines.is_empty() {
        lines.push("没有审计记录 (no rows)".to_owned());
    }
    Ok(Report::new(lines.join("\n"), rows.into()))
}

fn row(entry: &AuditEntry) -> Value {
    json!({
        "number": entry.number,
        "at": entry.at,
        "event": entry.event,
        "person": entry.person,
        "device": entry.device,
        "estate": entry.estate,
        "first": entry.commands.map(|covered| covered.first),
        "last": entry.commands.map(|covered| covered.last),
        "count": entry.count,
        "subject": entry.subject.as_ref().map(Uuid::to_string),
        "ground": entry.ground,
        "hash": hex(&entry.hash),
    })
}

/// 64 hexadecimal digits, as `verify` prints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hash([u8; 32]);

#[derive(Debug, thiserror::Error)]
#[error("末端应为 64 位十六进制数 (a head has 64 hexadecimal digits)")]
pub(super) struct NoHash;

impl std::str::FromStr for Hash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        let mut hash = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != hash.len() || !rest.is_empty() {
            return Err(NoHash);
        }
        for (byte, pair) in hash.iter_mut().zip(pairs) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or(NoHash);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).map_err(|_| NoHash)?;
        }
        Ok(Self(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_as_it_was_written() {
        let hash: [u8; 32] = std::array::from_fn(|at| at as u8 * 7);
        assert_eq!(hex(&hash).parse::<Hash>().unwrap(), Hash(hash));
        let written = hex(&hash);
        for bad in [
            "",
            "00",
            &written[..63],
            &written.replace('0', "g"),
            &format!("{written}00"),
        ] {
            assert!(bad.parse::<Hash>().is_err(), "{bad}");
        }
    }
}
