use std::collections::BTreeMap;

use clap::Args;
use linli_client_core::domain::view::{DisputeEvent, DisputeView};
use linli_client_core::domain::{HouseholdId, PersonId};
use serde::Serialize;

use crate::desk::{Desk, shown};
use crate::error::Error;
use crate::page::{Answer, Page, Table, local, one_line};
use crate::{lookup, words};

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// 纠纷编号 (the dispute's id)
    #[arg(value_name = "ID")]
    dispute: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Story {
    #[serde(flatten)]
    dispute: DisputeView,
    place: String,
    /// Addresses of the parties' households.
    doors: BTreeMap<HouseholdId, String>,
    /// Names of the people who occur by id.
    people: BTreeMap<PersonId, String>,
}

impl Show {
    pub(super) fn run(self, desk: &Desk) -> Result<Story, Error> {
        let id = lookup::dispute(desk, &self.dispute)?;
        let dispute = desk.replica.dispute(id)?;
        let people = desk.people()?;
        let writers = dispute.events.iter().map(|event| event.by);
        let all = writers.chain(dispute.opened_by);
        let homes = dispute.parties.iter().filter_map(|party| party.household);
        let doors = homes.map(|home| Ok((home, desk.place(home)?)));
        Ok(Story {
            place: desk.place_of(dispute.household, dispute.building)?,
            doors: doors.collect::<Result<_, Error>>()?,
            people: all.filter_map(|id| Some((id, people.name(id)?))).collect(),
            dispute,
        })
    }
}

impl Answer for Story {
    fn write(&self, page: &mut Page) {
        let (dispute, lang) = (&self.dispute, page.lang);
        page.plain(format!(
            "{}  {}  {}  {}",
            self.place,
            one_line(&dispute.title),
            words::dispute_status(dispute, lang),
            dispute.id
        ));
        let opened = dispute.opened_at.map(local).unwrap_or_default();
        let by = dispute.opened_by.map(|person| self.name(person, page));
        let by = by.unwrap_or_default();
        page.line(
            format!("{by} 登记于 {opened}"),
            format!("Opened by {by} at {opened}"),
        );
        for party in &dispute.parties {
            let door = party.household.and_then(|home| self.doors.get(&home));
            let door = door.map(String::as_str).unwrap_or_default();
            let who = one_line(&party.text);
            page.line(
                format!("当事人：{who} {door}"),
                format!("Party: {who} {door}"),
            );
        }
        if let Some(case) = dispute.case {
            page.line(format!("转自事项：{case}"), format!("Of the case: {case}"));
        }
        if let Some(detail) = &dispute.detail {
            page.plain(one_line(detail));
        }
        if dispute.events.is_empty() {
            return;
        }
        let mut table = Table::new(
            lang,
            &[
                ("日期", "day"),
                ("谁", "by"),
                ("什么", "what"),
                ("经过", "words"),
            ],
        );
        for event in &dispute.events {
            let day = event.on.unwrap_or_else(|| event.at.date());
            table.row([
                day.to_string(),
                self.name(event.by, page),
                what(event, page),
                event.text.clone(),
            ]);
        }
        page.blank();
        page.table(&table);
    }
}

impl Story {
    fn name(&self, person: PersonId, page: &Page) -> String {
        let name = self.people.get(&person).map(String::as_str);
        shown(name, person, page.lang)
    }
}

/// What kind of event it is; and why it does not count, if it does not.
fn what(event: &DisputeEvent, page: &Page) -> String {
    let lang = page.lang;
    let mut what = words::dispute_event_kind(event.kind, lang).to_owned();
    if let Some(outcome) = event.outcome {
        what = format!("{what} {}", words::dispute_outcome(outcome, lang));
    }
    match event.void {
        Some(reason) => {
            let reason = words::void(reason, lang);
            lang.pick(
                format!("{what}（不计：{reason}）"),
                format!("{what} (void: {reason})"),
            )
        }
        None => what,
    }
}
