//! `linli-server retention [--dry-run]`

use std::collections::BTreeMap;
use std::fmt::Write;

use linli_domain::{Date, DocumentKey, Month};
use serde_json::{Value, json};

use super::report::Report;
use super::{Console, Failure};
use crate::maintenance::{Due, EstateRetention, Over, What};
use crate::retention::{self, RetentionError};

/// Ids shown of each kind; `--json` has them all.
const SHOWN: usize = 20;

/// Counts, months and ids: no name, nothing that was recorded.
pub(super) async fn dry_run(console: &Console, on: Option<Date>) -> Result<Report, Failure> {
    let today = on.unwrap_or_else(|| console.environment.now().date());
    let store = console.open()?;
    let found = store.due(console.config.retention.clone(), today).await?;
    store.close().await;
    let mut text = format!(
        "截至 {today} 应办结、归档和已过保存期限的内容；只是查看，什么也没有删除 (to be closed, archived and erased on {today}; nothing was erased)\n"
    );
    for estate in &found {
        tell(&mut text, estate);
    }
    let json = found.iter().map(fields).collect::<Vec<_>>();
    Ok(Report::new(text, json!({ "on": today, "estates": json })))
}

/// What the dry run lists is closed, archived, and goes for good: from the register, its history, packs and the log.
pub(super) async fn run(console: &Console, on: Option<Date>) -> Result<Report, Failure> {
    let environment = console.environment.as_ref();
    let today = on.unwrap_or_else(|| environment.now().date());
    let store = console.open()?;
    let terms = &console.config.retention;
    let done = retention::run(store.as_ref(), terms, today, environment).await?;
    store.close().await;
    let retention::Done {
        closed,
        archived,
        erased,
        documents,
    } = done;
    let text = format!(
        "截至 {today}：办结 {closed} 件久无进展的事项和纠纷；{archived} 份档案移出手机、归档在服务器上；已过保存期限的 {erased} 项已从登记、历史和日志中彻底删除（{documents} 份档案重新建立）；备份文件请按期销毁\n({closed} quiet cases and disputes are closed, {archived} records are archived and leave the phones, {erased} things past their term on {today} are erased for good, {documents} records began anew; destroy old backups in time)"
    );
    Ok(Report::new(
        text,
        json!({
            "on": today,
            "closed": closed,
            "archived": archived,
            "erased": erased,
            "documents": documents,
        }),
    ))
}

impl From<RetentionError> for Failure {
    fn from(error: RetentionError) -> Self {
        match error {
            RetentionError::Store(error) => error.into(),
            RetentionError::Randomness(error) => error.into(),
        }
    }
}

/// Memory takes every character, so writing can't fail.
fn tell(text: &mut String, estate: &EstateRetention) {
    let _ = writeln!(text, "{}  {}", estate.name, estate.estate);
    if estate.close.is_empty() && estate.archive.is_empty() && estate.over.is_empty() {
        text.push_str("  没有 (nothing)\n");
    }
    for what in What::ALL {
        let close = estate.close.iter().map(|it| &it.due);
        tell_due(text, close, what, ("办结", "to be closed"));
        tell_due(
            text,
            estate.archive.iter(),
            what,
            ("归档", "to be archived"),
        );
        tell_over(text, &estate.over, what);
    }
}

fn tell_due<'a>(
    text: &mut String,
    all: impl Iterator<Item = &'a Due>,
    what: What,
    (zh, en): (&str, &str),
) {
    let due: Vec<&Due> = all.filter(|it| it.what == what).collect();
    let Some(oldest) = due.iter().map(|it| it.since).min() else {
        return;
    };
    let entries: usize = due.iter().map(|it| it.entries).sum();
    let (kind_zh, kind_en) = kind(what);
    let _ = writeln!(
        text,
        "  待{zh}：{kind_zh} {entries}，最早 {oldest} ({en}: {kind_en}, the oldest since)"
    );
    show(
        text,
        match what {
            What::Visit => by_month(due.iter().map(|it| (it.document, it.entries))),
            _ => due.iter().map(|it| it.document.id().to_string()).collect(),
        },
    );
}

fn tell_over(text: &mut String, all: &[Over], what: What) {
    let over: Vec<&Over> = all.iter().filter(|it| it.what == what).collect();
    let Some(oldest) = over.iter().map(|it| it.since).min() else {
        return;
    };
    let (zh, en) = words(what);
    let _ = writeln!(
        text,
        "  {zh} {}，最早到期 {oldest} ({en}, the oldest since)",
        over.len()
    );
    show(
        text,
        match what {
            What::Visit => by_month(over.iter().map(|it| (it.document, 1))),
            _ => over.iter().map(|it| it.id.to_string()).collect(),
        },
    );
}

fn show(text: &mut String, lines: Vec<String>) {
    for line in lines.iter().take(SHOWN) {
        let _ = writeln!(text, "    {line}");
    }
    if let more @ 1.. = lines.len().saturating_sub(SHOWN) {
        let _ = writeln!(text, "    …… {more} (more; --json)");
    }
}

/// Visits by the month of the log in which they stand.
fn by_month(visits: impl Iterator<Item = (DocumentKey, usize)>) -> Vec<String> {
    let mut months: BTreeMap<Month, usize> = BTreeMap::new();
    for (document, count) in visits {
        if let DocumentKey::Visits { month, .. } = document {
            *months.entry(month).or_default() += count;
        }
    }
    let lines = months.into_iter();
    lines
        .map(|(month, count)| format!("{month} ({count})"))
        .collect()
}

/// Of what is still wanted.
fn kind(what: What) -> (&'static str, &'static str) {
    match what {
        What::Case => ("事项", "cases"),
        What::Dispute => ("纠纷", "disputes"),
        other => words(other),
    }
}

/// Of what is past its term.
fn words(what: What) -> (&'static str, &'static str) {
    match what {
        What::Visit => ("走访", "visits, by month"),
        What::Case => ("已办结事项", "closed cases"),
        What::Dispute => ("调解已结束的纠纷", "closed disputes"),
        What::Resident => ("已搬走的居民", "residents who moved out"),
        What::Household => ("全部搬走的住户", "households that all left"),
        What::Consent => ("已撤回的同意", "consents taken back"),
        What::Appointment => ("已结束的任命", "appointments that ended"),
    }
}

fn fields(estate: &EstateRetention) -> Value {
    let due = |it: &Due| {
        json!({
            "what": it.what.as_str(),
            "document": it.document.id(),
            "month": month(&it.document),
            "entries": it.entries,
            "since": it.since,
        })
    };
    let close = estate.close.iter().map(|it| {
        let mut told = due(&it.due);
        if let Some(outcome) = it.outcome {
            told["outcome"] = json!(outcome);
        }
        told
    });
    let over = estate.over.iter().map(|it| {
        json!({
            "what": it.what.as_str(),
            "document": it.document.id(),
            "month": month(&it.document),
            "id": it.id,
            "since": it.since,
            "archived": it.archived,
        })
    });
    json!({
        "id": estate.estate,
        "name": estate.name,
        "close": close.collect::<Vec<_>>(),
        "archive": estate.archive.iter().map(due).collect::<Vec<_>>(),
        "over": over.collect::<Vec<_>>(),
    })
}

/// Of a visit log.
pub(super) fn month(document: &DocumentKey) -> Option<String> {
    match document {
        DocumentKey::Visits { month, .. } => Some(month.to_string()),
        _ => None,
    }
}
