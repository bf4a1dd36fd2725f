//! `linli-server escrow list|adopt|return`

use linli_domain::limits;
use linli_domain::text::Text;
use serde_json::json;
use uuid::Uuid;

use super::report::Report;
use super::{Console, Failure, find};
use crate::office::{Office, OfficeError, Official, Waiting};
use crate::store::{Decided, Estate};

/// What a secretary says when returning something.
type ReturnNote = Text<0, { limits::RETURN_NOTE_CHARS }>;

pub(super) async fn list(console: &Console, estate: Option<String>) -> Result<Report, Failure> {
    let store = console.open()?;
    let estates = match estate {
        Some(wanted) => vec![find::estate(store.as_ref(), &wanted).await?],
        None => store.estates().await?,
    };
    let office = Office::new(store.as_ref(), Official::Console, console.environment.now());
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for estate in estates {
        for waiting in office.waiting(estate.id).await? {
            lines.push(line(&estate, &waiting));
            json.push(json!({ "estate": estate.id, "waiting": waiting }));
        }
    }
    store.close().await;
    if lines.is_empty() {
        lines.push("没有待处理的工作 (nothing waits)".to_owned());
    }
    Ok(Report::new(lines.join("\n"), json.into()))
}

fn line(estate: &Estate, waiting: &Waiting) -> String {
    let building = waiting.building.as_ref();
    let building = building.map_or("", |building| building.name.as_str());
    let names = waiting.commands.iter();
    let mut names: Vec<&str> = names
        .map(|given| given.command.as_ref().map_or("?", |it| it.name()))
        .collect();
    names.dedup();
    format!(
        "{}  {}{building}  {}（{}）  {} {}  {} 条 commands: {}",
        waiting.id,
        estate.name,
        waiting.author.name,
        waiting.device.name,
        waiting.reason.zh(),
        waiting.received_at,
        waiting.commands.len(),
        names.join(", "),
    )
}

pub(super) async fn adopt(console: &Console, id: Uuid) -> Result<Report, Failure> {
    let store = console.open()?;
    let office = Office::new(store.as_ref(), Official::Console, console.environment.now());
    let decided = office.adopt(id).await?;
    store.close().await;
    done(&decided)?;
    let text =
        "已采纳，作为原作者的工作记入登记册 (adopted: in the register, as its author's work)";
    Ok(Report::new(text, json!({ "adopted": id })))
}

pub(super) async fn give_back(console: &Console, id: Uuid, note: &str) -> Result<Report, Failure> {
    let note = ReturnNote::new(note)?;
    let store = console.open()?;
    let office = Office::new(store.as_ref(), Official::Console, console.environment.now());
    let decided = office.give_back(id, &note).await?;
    store.close().await;
    done(&decided)?;
    let text = "已退回，作者下次同步后在草稿里看到 (returned: its author finds it among the drafts after the next sync)";
    Ok(Report::new(text, json!({ "returned": id })))
}

fn done(decided: &Decided) -> Result<(), Failure> {
    match decided {
        Decided::Done { .. } => Ok(()),
        Decided::Impossible(refusal) => Err(Failure::NotAdoptable(refusal.clone())),
        Decided::Waits | Decided::Unknown => Err(Failure::StandsOnWaiting),
    }
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Store(error) => error.into(),
            OfficeError::NotWaiting | OfficeError::Forbidden => Self::Unknown {
                what: ("待处理的工作", "waiting work"),
            },
        }
    }
}
