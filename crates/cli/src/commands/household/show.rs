use std::collections::BTreeMap;

use clap::Args;
use linli_client_core::domain::view::ResidentView;
use linli_client_core::domain::{PersonId, ResidentId};
use linli_client_core::query::{HouseholdDetails, VisitEntry};
use serde::Serialize;

use crate::desk::{Desk, place, shown};
use crate::error::Error;
use crate::lang::Lang;
use crate::lookup;
use crate::page::{Answer, Page, Table, local, one_line};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// 门牌或编号 (door or id)
    door: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Details {
    #[serde(flatten)]
    details: HouseholdDetails,
    /// Names of the heads who occur by id.
    people: BTreeMap<PersonId, String>,
    /// Beginnings of the ids of residents, visits and cases, for people to type.
    #[serde(skip)]
    short: BTreeMap<String, String>,
}

impl Show {
    pub(super) fn run(self, desk: &Desk) -> Result<Details, Error> {
        let details = desk
            .replica
            .household(lookup::household(desk, &self.door)?)?;
        let people = desk.people()?;
        let visitors = details.visits.iter().map(|visit| visit.by);
        let writers = details
            .conflicts
            .iter()
            .flat_map(|conflict| conflict.values.iter().map(|value| value.by));
        let known = visitors
            .chain(writers)
            .filter_map(|id| Some((id, people.name(id)?)));
        let mut short = BTreeMap::new();
        for id in details.household.residents.keys() {
            short.insert(id.to_string(), desk.replica.abbreviate(*id)?);
        }
        for visit in &details.visits {
            short.insert(visit.id.to_string(), desk.replica.abbreviate(visit.id)?);
        }
        for case in &details.cases {
            short.insert(case.id.to_string(), desk.replica.abbreviate(case.id)?);
        }
        Ok(Details {
            people: known.collect(),
            short,
            details,
        })
    }
}

impl Answer for Details {
    fn write(&self, page: &mut Page) {
        self.heading(page);
        self.facts(page);
        self.residents(page);
        self.visits(page);
        self.cases(page);
        let conflicts = self.details.conflicts.len();
        if conflicts > 0 {
            page.blank();
            page.line(
                format!("这户有 {conflicts} 处冲突待决定：linli conflicts"),
                format!("{conflicts} conflicts here to decide: linli conflicts"),
            );
        }
    }
}

impl Details {
    fn heading(&self, page: &mut Page) {
        let view = &self.details.household;
        let (unit, room) = view
            .dwelling
            .as_ref()
            .map_or(("", ""), |home| (home.unit.as_str(), home.room.as_str()));
        page.plain(format!(
            "{}  {}",
            place(&self.details.building_name, unit, room),
            view.id
        ));
        if let Some(into) = view.merged_into {
            page.line(
                format!("已合并到住户 {into}"),
                format!("Merged into household {into}"),
            );
        }
        for duplicate in &self.details.duplicates {
            page.line(
                format!("含重复登记 {duplicate}"),
                format!("Includes the duplicate {duplicate}"),
            );
        }
    }

    fn facts(&self, page: &mut Page) {
        let (view, lang) = (&self.details.household, page.lang);
        if !view.tags.is_empty() {
            let tags = view.tags.join(lang.pick("、", ", "));
            page.line(format!("标签：{tags}"), format!("Flags: {tags}"));
        }
        for (tag, consent) in &view.consents {
            let method = words::method(consent.method, lang);
            match consent.withdrawn_on {
                None => page.line(
                    format!("同意登记“{tag}”：{method}，{}", consent.on),
                    format!("Consent to \"{tag}\": {method}, {}", consent.on),
                ),
                Some(on) => page.line(
                    format!("同意登记“{tag}”：已于 {on} 撤回"),
                    format!("Consent to \"{tag}\": withdrawn on {on}"),
                ),
            }
        }
        if let Some(contact) = view.contact {
            let contact = words::channel(contact, lang);
            let note = view
                .contact_note
                .as_deref()
                .map(|note| format!("  {}", one_line(note)))
                .unwrap_or_default();
            page.line(
                format!("联系方式：{contact}{note}"),
                format!("Contact: {contact}{note}"),
            );
        }
        if let Some(wish) = &view.do_not_visit {
            match wish.until {
                Some(until) => page.line(
                    format!("不要上门，至 {until}"),
                    format!("Do not visit until {until}"),
                ),
                None => page.line("不要上门", "Do not visit"),
            }
        }
        if let Some(on) = view.verified_on {
            page.line(format!("核实于 {on}"), format!("Verified on {on}"));
        }
    }

    fn residents(&self, page: &mut Page) {
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[
                ("姓名", "name"),
                ("关系", "relation"),
                ("性别", "gender"),
                ("出生", "born"),
                ("电话", "phone"),
                ("备注", "notes"),
                ("编号", "id"),
            ],
        );
        for (id, resident) in &self.details.household.residents {
            table.row([
                resident.name.clone(),
                resident.relation.clone().unwrap_or_default(),
                resident
                    .gender
                    .map(|gender| words::gender(gender, lang).to_owned())
                    .unwrap_or_default(),
                resident
                    .birth_year
                    .map(|year| year.to_string())
                    .unwrap_or_default(),
                resident.phone.clone().unwrap_or_default(),
                self.remarks(resident, lang),
                self.short(id),
            ]);
        }
        page.blank();
        page.table(&table);
    }

    /// Notes, and what became of the resident.
    fn remarks(&self, resident: &ResidentView, lang: Lang) -> String {
        let name_of = |id: ResidentId| {
            self.details
                .household
                .residents
                .get(&id)
                .map_or("", |other| &other.name)
        };
        let gone = resident
            .moved_out
            .map(|on| lang.pick(format!("{on} 迁出"), format!("moved out on {on}")));
        let merged = resident.merged_into.map(|into| {
            let into = name_of(into);
            lang.pick(format!("与 {into} 是同一人"), format!("the same as {into}"))
        });
        let notes = resident.notes.clone().filter(|notes| !notes.is_empty());
        let all: Vec<String> = [gone, merged, notes].into_iter().flatten().collect();
        all.join(lang.pick("；", "; "))
    }

    fn visits(&self, page: &mut Page) {
        let (visits, lang) = (&self.details.visits, page.lang);
        if visits.is_empty() {
            return;
        }
        let mut table = Table::new(
            lang,
            &[
                ("走访", "visit"),
                ("走访人", "by"),
                ("结果", "outcome"),
                ("编号", "id"),
                ("记录", "note"),
            ],
        );
        for visit in visits {
            table.row([
                local(visit.at),
                shown(
                    self.people.get(&visit.by).map(String::as_str),
                    visit.by,
                    lang,
                ),
                visit
                    .outcome
                    .map(|outcome| words::outcome(outcome, lang))
                    .unwrap_or_default(),
                self.short(&visit.id),
                told(visit, lang),
            ]);
        }
        page.blank();
        page.table(&table);
        if let more @ 1.. = self.details.visit_count - visits.len() {
            page.line(format!("……还有 {more} 次"), format!("... and {more} more"));
        }
    }

    fn cases(&self, page: &mut Page) {
        let lang = page.lang;
        if self.details.cases.is_empty() {
            return;
        }
        let mut table = Table::new(
            lang,
            &[
                ("事项", "case"),
                ("类别", "category"),
                ("状态", "status"),
                ("编号", "id"),
            ],
        );
        for case in &self.details.cases {
            let status = words::case_status(case.status, lang);
            table.row([
                case.title.clone(),
                case.category.clone(),
                status.to_owned(),
                self.short(&case.id),
            ]);
        }
        page.blank();
        page.table(&table);
    }

    fn short(&self, id: &impl ToString) -> String {
        let whole = id.to_string();
        self.short.get(&whole).cloned().unwrap_or(whole)
    }
}

/// Purpose, note and requests of a visit, or that it was withdrawn.
fn told(visit: &VisitEntry, lang: Lang) -> String {
    if let Some(reason) = &visit.withdrawn {
        return lang.pick(
            format!("（已撤回：{reason}）"),
            format!("(withdrawn: {reason})"),
        );
    }
    let requests = visit.requests.iter().map(|request| {
        lang.pick(
            format!("诉求：{}", request.text),
            format!("request: {}", request.text),
        )
    });
    let parts = visit
        .purpose
        .iter()
        .chain(&visit.note)
        .cloned()
        .chain(requests);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
