use std::collections::BTreeMap;

use clap::Args;
use linli_client_core::domain::view::{CaseEvent, CaseView};
use linli_client_core::domain::{DepartmentId, PersonId};
use serde::Serialize;

use crate::desk::{Desk, shown};
use crate::error::Error;
use crate::lookup;
use crate::page::{Answer, Page, Table, local, one_line};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// 事项编号 (the case's id)
    #[arg(value_name = "ID")]
    case: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Story {
    #[serde(flatten)]
    case: CaseView,
    place: String,
    /// Names of the heads who occur by id.
    people: BTreeMap<PersonId, String>,
    /// Names of the departments that this device knows.
    departments: BTreeMap<DepartmentId, String>,
}

impl Show {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Story, Error> {
        let case = desk.replica.case(lookup::case(desk, &self.case)?)?;
        let known = desk.replica.departments(case.estate)?;
        let occurs = |id| case.events.iter().any(|event| event.department == Some(id));
        let departments = known.into_iter().filter(|known| occurs(known.id));
        let departments = departments.map(|known| (known.id, known.name)).collect();
        let people = desk.people()?;
        let writers = case.events.iter().map(|event| event.by);
        let all = writers.chain(case.opened_by).chain(case.assignee);
        Ok(Story {
            place: desk.place_of(case.household, Some(case.building))?,
            departments,
            people: all.filter_map(|id| Some((id, people.name(id)?))).collect(),
            case,
        })
    }
}

impl Answer for Story {
    fn write(&self, page: &mut Page) {
        let (case, lang) = (&self.case, page.lang);
        let status = words::case_status(case.status, lang);
        page.plain(format!(
            "{}  {}  {status}  {}",
            self.place,
            one_line(&case.title),
            case.id
        ));
        let opened = case.opened_at.map(local).unwrap_or_default();
        let by = case
            .opened_by
            .map(|person| self.name(person, page))
            .unwrap_or_default();
        page.line(
            format!("类别：{}，{by} 登记于 {opened}", case.category),
            format!("Category: {}, opened by {by} at {opened}", case.category),
        );
        if let Some(assignee) = case.assignee {
            let name = self.name(assignee, page);
            page.line(format!("经办人：{name}"), format!("Assigned to: {name}"));
        }
        if let Some(id) = case.dispatched {
            let name = self.department(id);
            page.line(
                format!("现派给：{name}"),
                format!("With the department: {name}"),
            );
        }
        if let Some(referral) = case.referral {
            let (by, at) = (self.name(referral.by, page), local(referral.at));
            let state = words::referral_state(referral.state, lang);
            let since = local(referral.since);
            page.line(
                format!("转调解：{state}（{since} 起；{by} 转于 {at}）"),
                format!("Referred to mediation: {state} since {since} (by {by} at {at})"),
            );
        }
        if let Some(detail) = &case.detail {
            page.plain(one_line(detail));
        }
        if case.events.is_empty() {
            return;
        }
        let mut table = Table::new(
            lang,
            &[
                ("时间", "time"),
                ("谁", "by"),
                ("方式", "how"),
                ("经过", "what"),
            ],
        );
        for event in &case.events {
            table.row([
                local(event.at),
                self.name(event.by, page),
                self.how(event, page),
                event.text.clone(),
            ]);
        }
        page.blank();
        page.table(&table);
    }
}

impl Story {
    fn name(&self, person: PersonId, page: &Page) -> String {
        shown(
            self.people.get(&person).map(String::as_str),
            person,
            page.lang,
        )
    }

    /// Its name; the beginning of its id where this device does not know it.
    fn department(&self, id: DepartmentId) -> String {
        let known = self.departments.get(&id).cloned();
        known.unwrap_or_else(|| id.to_string().chars().take(8).collect())
    }

    /// The label, or what kind of event it is; and why it does not count, if it does not.
    fn how(&self, event: &CaseEvent, page: &Page) -> String {
        let kind = words::case_event(event, page.lang);
        let mut how = event.label.clone().unwrap_or_else(|| kind.to_owned());
        if let Some(id) = event.department {
            how = format!("{how} {}", self.department(id));
        }
        match event.void {
            Some(reason) => {
                let reason = words::void(reason, page.lang);
                page.lang.pick(
                    format!("{how}（不计：{reason}）"),
                    format!("{how} (void: {reason})"),
                )
            }
            None => how,
        }
    }
}
