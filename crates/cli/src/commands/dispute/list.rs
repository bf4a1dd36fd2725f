use clap::Args;
use linli_client_core::domain::view::DisputeView;
use linli_client_core::query::DisputeFilter;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, Table};
use crate::{lookup, words};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// 只列提到这一户的：门牌或编号 (only those that name this household: door or id)
    #[arg(conflicts_with = "building")]
    door: Option<String>,
    /// 只列发生在这栋楼的 (only those of this building)
    #[arg(long)]
    building: Option<String>,
    /// 也列已结束的 (closed ones too)
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Disputes {
    disputes: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    dispute: DisputeView,
    /// The household's address, or the building's name.
    place: String,
    #[serde(skip)]
    short: String,
}

impl List {
    pub(super) fn run(self, desk: &Desk) -> Result<Disputes, Error> {
        let door = self.door.as_deref();
        let household = door.map(|door| lookup::household(desk, door)).transpose()?;
        let building = self.building.as_deref();
        let building = building
            .map(|name| lookup::building(desk, name))
            .transpose()?;
        let disputes = desk.replica.disputes(&DisputeFilter {
            building: building.map(|(id, _)| id),
            household,
            pending_only: !self.all,
        })?;
        let entry = |dispute: DisputeView| -> Result<Entry, Error> {
            Ok(Entry {
                place: desk.place_of(dispute.household, dispute.building)?,
                short: desk.replica.abbreviate(dispute.id)?,
                dispute,
            })
        };
        let disputes = disputes.into_iter().map(entry);
        Ok(Disputes {
            disputes: disputes.collect::<Result<_, _>>()?,
        })
    }
}

impl Answer for Disputes {
    fn write(&self, page: &mut Page) {
        if self.disputes.is_empty() {
            page.line("没有纠纷。", "No disputes.");
            return;
        }
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[
                ("登记", "opened"),
                ("地点", "place"),
                ("状态", "status"),
                ("编号", "id"),
                ("纠纷", "dispute"),
            ],
        );
        for entry in &self.disputes {
            let dispute = &entry.dispute;
            let opened = dispute.opened_at.map(|at| at.date().to_string());
            table.row([
                opened.unwrap_or_default(),
                entry.place.clone(),
                words::dispute_status(dispute, lang),
                entry.short.clone(),
                dispute.title.clone(),
            ]);
        }
        page.table(&table);
    }
}
