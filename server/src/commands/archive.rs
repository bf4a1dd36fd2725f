//! `linli-server archive list|show`

use std::fmt::Write;

use linli_domain::command::DisputeOutcome;
use linli_domain::view::{CaseView, DisputeView, VisitsView};
use linli_domain::{DocumentId, DocumentKey};
use serde_json::{Value, json};

use super::report::Report;
use super::retention::month;
use super::{Console, Failure, find};
use crate::store::{Archived, ArchivedView, AuditEvent, AuditNote};

/// Ids, months and counts: no name, nothing that was recorded.
pub(super) async fn list(console: &Console, estate: Option<String>) -> Result<Report, Failure> {
    let store = console.open()?;
    let estates = match estate {
        Some(wanted) => vec![find::estate(store.as_ref(), &wanted).await?],
        None => store.estates().await?,
    };
    let (mut text, mut json) = (String::new(), Vec::new());
    for estate in estates {
        let found = store.archived(Some(estate.id)).await?;
        // Memory takes every character, so writing can't fail.
        let _ = writeln!(text, "{}  {}", estate.name, estate.id);
        if found.is_empty() {
            text.push_str("  没有归档 (nothing is archived)\n");
        }
        for one in &found {
            let _ = writeln!(text, "  {}", line(one));
        }
        json.push(json!({
            "id": estate.id,
            "name": estate.name,
            "archived": found.iter().map(fields).collect::<Vec<_>>(),
        }));
    }
    store.close().await;
    Ok(Report::new(text, json!({ "estates": json })))
}

/// What people said at their doors: in the audit log first, then on the screen.
pub(super) async fn show(console: &Console, id: DocumentId) -> Result<Report, Failure> {
    let store = console.open()?;
    let found = store.archived_as(id).await?;
    let Some((first, _)) = found.first() else {
        return Err(Failure::Unknown {
            what: ("归档", "archived record"),
        });
    };
    let note = AuditNote {
        estate: Some(first.document.estate()),
        subject: Some(id.0),
        count: found.iter().map(|(one, _)| one.entries).sum(),
        ..AuditNote::of(AuditEvent::ArchiveRead, console.environment.now())
    };
    store.note(note).await?;
    store.close().await;
    let (mut text, mut json) = (String::new(), Vec::new());
    for (one, view) in found {
        let _ = writeln!(text, "{}", line(&one));
        let mut told = fields(&one);
        match view {
            ArchivedView::Visits(view) => {
                visits(&mut text, &view);
                told["visits"] = json!(view.visits);
            }
            ArchivedView::Case(view) => {
                case(&mut text, &view);
                told["case"] = json!(view);
            }
            ArchivedView::Dispute(view) => {
                dispute(&mut text, &view);
                told["dispute"] = json!(view);
            }
        }
        json.push(told);
    }
    Ok(Report::new(text, json!({ "archived": json })))
}

fn line(one: &Archived) -> String {
    let id = one.document.id();
    let since = one.archived_at.date();
    match one.document {
        DocumentKey::Visits { month, .. } => format!(
            "{id}  {month} 走访 {}，{since} 归档 (visits of the month, archived on)",
            one.entries
        ),
        DocumentKey::Dispute { .. } => format!("{id}  纠纷，{since} 归档 (a dispute, archived on)"),
        _ => format!("{id}  事项，{since} 归档 (a case, archived on)"),
    }
}

fn visits(text: &mut String, view: &VisitsView) {
    for (id, visit) in &view.visits {
        let _ = writeln!(
            text,
            "  {}  {}  住户 household {}  走访人 by {}  {id}",
            visit.at,
            visit.outcome.zh(),
            visit.household,
            visit.by
        );
        let requests = visit.requests.iter().map(|request| &request.text);
        for said in visit.note.iter().chain(requests) {
            let _ = writeln!(text, "    {said}");
        }
        if let Some(why) = &visit.withdrawn {
            let _ = writeln!(text, "    已撤回 withdrawn: {why}");
        }
    }
}

fn case(text: &mut String, view: &CaseView) {
    let _ = writeln!(text, "  {}  {}", view.category, view.title);
    if let Some(detail) = &view.detail {
        let _ = writeln!(text, "    {detail}");
    }
    for event in &view.events {
        let _ = writeln!(text, "  {}  {}  {}", event.at, event.by, event.text);
    }
}

fn dispute(text: &mut String, view: &DisputeView) {
    let outcome = view.outcome.map(DisputeOutcome::zh).unwrap_or_default();
    let _ = writeln!(text, "  {outcome}  {}", view.title);
    let parties = view.parties.iter().map(|party| &party.text);
    for said in view.detail.iter().chain(parties) {
        let _ = writeln!(text, "    {said}");
    }
    for event in &view.events {
        let _ = writeln!(text, "  {}  {}  {}", event.at, event.by, event.text);
    }
}

fn fields(one: &Archived) -> Value {
    json!({
        "document": one.document.id(),
        "kind": one.document.kind(),
        "building": one.document.building(),
        "month": month(&one.document),
        "entries": one.entries,
        "archived_at": one.archived_at,
    })
}
