use std::path::PathBuf;

use clap::Args;
use linli_client_core::domain::{CaseId, Command, DisputeId, DocumentId, HouseholdId, Kind};
use linli_client_core::query::Unsent;
use serde::Serialize;

use crate::commands::export::write_lines;
use crate::desk::{Desk, place};
use crate::error::Error;
use crate::page::{Answer, Page, Table, Voice, local};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct Outbox {
    /// 写到文件：锁定时也可以 (write it to a file, also while the device is locked)
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Listed {
    unsent: Vec<Waiting>,
}

/// What was written to a file.
#[derive(Debug, Serialize)]
struct Exported {
    exported: PathBuf,
    unsent: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Waiting {
    #[serde(flatten)]
    unsent: Unsent,
    /// The address; empty where it is not about a household.
    place: String,
}

impl Outbox {
    pub(super) fn run(self, desk: &Desk, voice: Voice) -> Result<(), Error> {
        let Some(path) = self.export else {
            return voice.say(&Listed {
                unsent: waiting(desk)?,
            });
        };
        let unsent = desk.replica.export_unsent()?;
        write_lines(&path, &unsent, false)?;
        voice.say(&Exported {
            exported: path,
            unsent: unsent.len(),
        })
    }
}

/// What the server has not yet decided on, in the order in which it was recorded.
pub(super) fn waiting(desk: &Desk) -> Result<Vec<Waiting>, Error> {
    let waiting = |unsent: Unsent| -> Result<Waiting, Error> {
        Ok(Waiting {
            place: whereabouts(desk, unsent.document, unsent.kind, unsent.command.as_ref())?,
            unsent,
        })
    };
    desk.replica.outbox()?.into_iter().map(waiting).collect()
}

/// The address that a command is about.
pub(super) fn whereabouts(
    desk: &Desk,
    document: DocumentId,
    kind: Kind,
    command: Option<&Command>,
) -> Result<String, Error> {
    let household = match (kind, command) {
        (_, Some(Command::RecordVisit(visit))) => Some(visit.household),
        (_, Some(Command::CorrectVisit(correction))) => desk
            .replica
            .visit(correction.visit)
            .ok()
            .map(|visit| visit.household),
        (_, Some(Command::WithdrawVisit(withdrawal))) => desk
            .replica
            .visit(withdrawal.visit)
            .ok()
            .map(|visit| visit.household),
        (_, Some(Command::OpenCase(case))) => case.household,
        (_, Some(Command::OpenDispute(dispute))) => dispute.household,
        // A refused one is in no table any more.
        (_, Some(Command::RegisterHousehold(new))) => {
            let known = desk.place(HouseholdId(document.0))?;
            let said = place("", &new.dwelling.unit, &new.dwelling.room);
            return Ok(if known.is_empty() { said } else { known });
        }
        (Kind::Household, _) => Some(HouseholdId(document.0)),
        (Kind::Case, _) => desk
            .replica
            .case(CaseId(document.0))
            .ok()
            .and_then(|case| case.household),
        (Kind::Dispute, _) => desk
            .replica
            .dispute(DisputeId(document.0))
            .ok()
            .and_then(|dispute| dispute.household),
        _ => None,
    };
    household.map_or(Ok(String::new()), |household| desk.place(household))
}

/// The rows of `waiting`, with why each waits.
pub(super) fn write_waiting(waiting: &[Waiting], page: &mut Page) {
    let lang = page.lang;
    let mut table = Table::new(
        lang,
        &[
            ("记于", "recorded"),
            ("门牌", "door"),
            ("内容", "what"),
            ("原因", "why it waits"),
        ],
    );
    for Waiting { unsent, place } in waiting {
        let newer = || {
            lang.pick("较新版本的记录", "an entry of a newer version")
                .to_owned()
        };
        table.row([
            local(unsent.at),
            place.clone(),
            unsent
                .command
                .as_ref()
                .map_or_else(newer, |command| words::command(command, lang)),
            words::waits(unsent.waits.as_deref(), lang),
        ]);
    }
    page.table(&table);
}

impl Answer for Exported {
    fn write(&self, page: &mut Page) {
        let (path, unsent) = (self.exported.display(), self.unsent);
        page.line(
            format!("已写到 {path}：{unsent} 条未同步的记录；它们仍留在本机等待同步。"),
            format!("Written to {path}: {unsent} unsent entries. They stay here too, and wait for a sync."),
        );
    }
}

impl Answer for Listed {
    fn write(&self, page: &mut Page) {
        if self.unsent.is_empty() {
            page.line("没有等待同步的记录。", "Nothing waits to be synced.");
        } else {
            write_waiting(&self.unsent, page);
        }
    }
}
