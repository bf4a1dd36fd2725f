//! `linli-server retention [--dry-run]`

use std::collections::BTreeMap;
use std::fmt::Write;

use linli_documents::Document;
use linli_domain::privacy::PROOF_OF_CONSENT;
use linli_domain::{Date, DocumentKey, Month, ResidentId};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::report::Report;
use super::{Console, Failure};
use crate::maintenance::{EstateRetention, Over, What};
use crate::store::{Retired, Store, StoreError};

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

/// What the dry run lists goes, for good: from the register, its history, packs and the log.
pub(super) async fn erase(console: &Console, on: Option<Date>) -> Result<Report, Failure> {
    let now = console.environment.now();
    let today = on.unwrap_or_else(|| now.date());
    let backend = console.backend;
    let found = block_in_place(|| backend.retention(&console.config.data, today))?;
    let store = console.open()?;
    let mut begun = 0;
    for estate in &found {
        let mut by_document: BTreeMap<DocumentKey, Vec<&Over>> = BTreeMap::new();
        for over in &estate.over {
            by_document.entry(over.document).or_default().push(over);
        }
        let mut retired = Vec::new();
        for (document, over) in by_document {
            retired.push(retire(store.as_ref(), document, &over, today).await?);
        }
        begun += store.retire(retired, now).await?;
    }
    store.close().await;
    let count: usize = found.iter().map(|estate| estate.over.len()).sum();
    let text = format!(
        "截至 {today} 已过保存期限的 {count} 项已从登记、历史和日志中彻底删除（{begun} 份档案重新建立）；备份文件请按期销毁\n({count} things past their term on {today} are erased for good, {begun} records began anew; destroy old backups in time)"
    );
    Ok(Report::new(
        text,
        json!({ "on": today, "erased": count, "documents": begun }),
    ))
}

async fn retire(
    store: &dyn Store,
    document: DocumentKey,
    over: &[&Over],
    today: Date,
) -> Result<Retired, Failure> {
    let mut retired = Retired {
        document,
        paths: Vec::new(),
        residents: Vec::new(),
    };
    let view = match store.snapshot(document.id()).await? {
        Some(found) => Document::load(&document, found.epoch, &found.bytes)
            .map_err(StoreError::from)?
            .household(),
        None => None,
    };
    for one in over {
        match one.what {
            What::Visit => retired.paths.push(format!("visits/{}", one.id)),
            What::Appointment => retired.paths.push(format!("appointments/{}", one.id)),
            What::Case | What::Dispute => retired.paths.push("*".to_owned()),
            What::Household => {
                retired.paths.push("*".to_owned());
                let residents = view.iter().flat_map(|view| view.residents.keys());
                retired.residents.extend(residents);
            }
            What::Resident => {
                let gone = ResidentId(one.id);
                let residents = view.iter().flat_map(|view| &view.residents);
                let theirs =
                    residents.filter(|(id, it)| **id == gone || it.merged_into == Some(gone));
                for (id, _) in theirs {
                    retired.paths.push(format!("residents/{id}"));
                    retired.residents.push(*id);
                }
            }
            What::Consent => {
                let consents = view.iter().flat_map(|view| &view.consents);
                let old = consents.filter(|(_, it)| {
                    let over = it.withdrawn_on.and_then(|on| PROOF_OF_CONSENT.over_on(on));
                    over.is_some_and(|since| since <= today)
                });
                for (tag, _) in old {
                    for field in ["given_by", "method", "on", "withdrawn_on"] {
                        retired.paths.push(format!("consents/{field}/{tag}"));
                    }
                }
            }
        }
    }
    Ok(retired)
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
        What::Dispute => ("调解已结束的纠纷", "closed disputes"),
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
