use clap::Args;
use linli_client_core::domain::view::CaseView;
use linli_client_core::query::CaseFilter;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, Table};
use crate::{lookup, words};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// 只列这一户：门牌或编号 (only this household: door or id)
    #[arg(conflicts_with = "building")]
    door: Option<String>,
    /// 只列这栋楼 (only this building)
    #[arg(long)]
    building: Option<String>,
    /// 也列已办结的 (closed ones too)
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Cases {
    cases: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    case: CaseView,
    /// The household's address, or the building's name.
    place: String,
    #[serde(skip)]
    short: String,
}

impl List {
    pub(super) fn run(self, desk: &Desk) -> Result<Cases, Error> {
        let household = self
            .door
            .as_deref()
            .map(|door| lookup::household(desk, door))
            .transpose()?;
        let building = self
            .building
            .as_deref()
            .map(|name| lookup::building(desk, name))
            .transpose()?;
        let cases = desk.replica.cases(&CaseFilter {
            building: building.map(|(id, _)| id),
            household,
            open_only: !self.all,
        })?;
        let entry = |case: CaseView| -> Result<Entry, Error> {
            Ok(Entry {
                place: desk.place_of(case.household, Some(case.building))?,
                short: desk.replica.abbreviate(case.id)?,
                case,
            })
        };
        Ok(Cases {
            cases: cases.into_iter().map(entry).collect::<Result<_, _>>()?,
        })
    }
}

impl Answer for Cases {
    fn write(&self, page: &mut Page) {
        if self.cases.is_empty() {
            page.line("没有事项。", "No cases.");
            return;
        }
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[
                ("登记", "opened"),
                ("门牌", "door"),
                ("类别", "category"),
                ("状态", "status"),
                ("编号", "id"),
                ("事项", "case"),
            ],
        );
        for Entry { case, place, short } in &self.cases {
            let status = words::case_standing(case, lang);
            table.row([
                case.opened_at
                    .map(|at| at.date().to_string())
                    .unwrap_or_default(),
                place.clone(),
                case.category.clone(),
                status,
                short.clone(),
                case.title.clone(),
            ]);
        }
        page.table(&table);
    }
}
