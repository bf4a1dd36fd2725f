//! `linli-server retention --dry-run`

use std::collections::BTreeMap;
use std::fmt::Write;

use linli_domain::{Date, DocumentKey, Month};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::report::Report;
use super::{Console, Failure};
use crate::maintenance::{EstateRetention, Over, What};

/// Ids shown of each kind; `--json` has them all.
const SHOWN: usize = 20;

/// Counts, months and ids: no name, nothing that was recorded.
pub(super) fn dry_run(console: &Console, on: Option<Date>) -> Result<Report, Failure> {
    let today = on.unwrap_or_else(|| console.environment.now().date());
    let backend = console.backend;
    let found = block_in_place(|| backend.retention(&console.config.data, today))?;
    let mut text = format!(
        "截至 {today} 已过保存期限的内容；只是查看，什么也没有删除 (past its term on {today}; nothing was erased)\n"
    );
    for estate in &found {
        tell(&mut text, estate);
    }
    let json = found.iter().map(fields).collect::<Vec<_>>();
    Ok(Report::new(text, json!({ "on": today, "estates": json })))
}

/// Memory takes every character, so writing can't fail.
fn tell(text: &mut String, estate: &EstateRetention) {
    let _ = writeln!(text, "{}  {}", estate.name, estate.estate);
    if estate.over.is_empty() {
        text.push_str("  没有 (nothing)\n");
    }
    for what in What::ALL {
        let over: Vec<&Over> = estate.over.iter().filter(|it| it.what == what).collect();
        let Some(oldest) = over.iter().map(|it| it.since).min() else {
            continue;
        };
        let (zh, en) = words(what);
        let _ = writeln!(
            text,
            "  {zh} {}，最早到期 {oldest} ({en}, the oldest since)",
            over.len()
        );
        let shown = match what {
            What::Visit => months(&over)
                .into_iter()
                .map(|(month, count)| format!("{month} ({count})"))
                .collect(),
            _ => over.iter().map(|it| it.id.to_string()).collect::<Vec<_>>(),
        };
        for line in shown.iter().take(SHOWN) {
            let _ = writeln!(text, "    {line}");
        }
        if let more @ 1.. = shown.len().saturating_sub(SHOWN) {
            let _ = writeln!(text, "    …… {more} (more; --json)");
        }
    }
}

/// Visits by the month of the log in which they stand.
fn months(over: &[&Over]) -> BTreeMap<Month, usize> {
    let mut months = BTreeMap::new();
    for it in over {
        if let DocumentKey::Visits { month, .. } = it.document {
            *months.entry(month).or_default() += 1;
        }
    }
    months
}

fn words(what: What) -> (&'static str, &'static str) {
    match what {
        What::Visit => ("走访", "visits, by month"),
        What::Case => ("已办结事项", "closed cases"),
        What::Resident => ("已搬走的居民", "residents who moved out"),
        What::Household => ("全部搬走的住户", "households that all left"),
        What::Consent => ("已撤回的同意", "consents taken back"),
        What::Appointment => ("已结束的任命", "appointments that ended"),
    }
}

fn fields(estate: &EstateRetention) -> Value {
    let over = estate.over.iter().map(|it| {
        json!({
            "what": it.what.as_str(),
            "document": it.document.id(),
            "id": it.id,
            "since": it.since,
        })
    });
    json!({ "id": estate.estate, "name": estate.name, "over": over.collect::<Vec<_>>() })
}
