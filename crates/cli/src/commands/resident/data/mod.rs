//! `linli resident data`: what is held on somebody, for them to read.

mod html;
mod sections;
mod sheet;

use std::collections::BTreeMap;

use clap::Args;
use linli_client_core::domain::PersonId;
use linli_client_core::query::ResidentRecord;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::lookup;
use crate::page::{Answer, Page, Voice};
use sections::sheet;

#[derive(Debug, Args)]
pub(crate) struct Data {
    /// 姓名或编号 (name or id)
    #[arg(value_name = "ID|NAME")]
    resident: String,
    /// 输出可打印的网页，不依赖其他文件 (as a page for a printer, in one file)
    #[arg(long, conflicts_with = "json")]
    html: bool,
}

#[derive(Debug, Serialize)]
struct OwnRecord {
    #[serde(flatten)]
    record: ResidentRecord,
    /// Names of the heads who occur by id.
    people: BTreeMap<PersonId, String>,
    /// Who shows it, and when.
    #[serde(skip)]
    shown: Shown,
}

#[derive(Debug)]
struct Shown {
    by: Option<String>,
    on: String,
}

impl Data {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        let (_, resident) = lookup::resident(desk, &self.resident)?;
        let record = desk.replica.record_of_resident(resident)?;
        let by = desk.replica.identity()?.map(|identity| identity.name);
        let known = desk.people()?;
        let people = writers(&record).filter_map(|id| Some((id, known.name(id)?)));
        let own = OwnRecord {
            people: people.collect(),
            record,
            shown: Shown {
                by,
                on: desk.today.to_string(),
            },
        };
        if self.html {
            voice.print(&html::page(&sheet(&own, voice.lang), voice.lang))
        } else {
            voice.say(&own)
        }
    }
}

impl Answer for OwnRecord {
    fn write(&self, page: &mut Page) {
        sheet(self, page.lang).write(page);
    }
}

/// Everybody who wrote or did something of it.
fn writers(record: &ResidentRecord) -> impl Iterator<Item = PersonId> {
    let written = record.written.iter().map(|field| field.by);
    let visits = record.visits.iter().chain(&record.visits_to_household);
    let cases = record.cases.iter().flat_map(|case| {
        let events = case.events.iter().map(|event| event.by);
        events.chain(case.opened_by).chain(case.assignee)
    });
    let conflicts = record
        .conflicts
        .iter()
        .flat_map(|conflict| conflict.values.iter().map(|value| value.by));
    let disputes = record.disputes.iter().filter_map(|it| it.opened_by);
    written
        .chain(disputes)
        .chain(visits.map(|visit| visit.by))
        .chain(cases)
        .chain(conflicts)
}
