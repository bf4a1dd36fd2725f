use clap::Args;
use linli_client_core::query::VisitEntry;
use serde::Serialize;

use crate::desk::{Desk, shown};
use crate::error::Error;
use crate::lookup;
use crate::page::{Answer, Page, Table, local};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct List {
    /// 只列这一户：门牌或编号 (only this household: door or id)
    #[arg(conflicts_with = "building")]
    door: Option<String>,
    /// 只列这栋楼 (only this building)
    #[arg(long)]
    building: Option<String>,
    /// 最多几条 (how many at most)
    #[arg(long, default_value_t = 20)]
    limit: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct Visits {
    visits: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    visit: VisitEntry,
    /// `3号楼2单元301`.
    place: String,
    /// Unset: not on the roster.
    by_name: Option<String>,
    #[serde(skip)]
    short: String,
}

impl List {
    pub(super) fn run(self, desk: &Desk) -> Result<Visits, Error> {
        let mut visits = match (&self.door, &self.building) {
            (Some(door), _) => desk.replica.visits_of(lookup::household(desk, door)?)?,
            (None, Some(building)) => {
                let (building, _) = lookup::building(desk, building)?;
                desk.replica.newest_visits(Some(building), self.limit)?
            }
            (None, None) => desk.replica.newest_visits(None, self.limit)?,
        };
        visits.truncate(self.limit as usize);
        let people = desk.people()?;
        let entry = |visit: VisitEntry| -> Result<Entry, Error> {
            Ok(Entry {
                place: desk.place(visit.household)?,
                by_name: people.name(visit.by),
                short: desk.replica.abbreviate(visit.id)?,
                visit,
            })
        };
        Ok(Visits {
            visits: visits.into_iter().map(entry).collect::<Result<_, _>>()?,
        })
    }
}

impl Answer for Visits {
    fn write(&self, page: &mut Page) {
        if self.visits.is_empty() {
            page.line("没有走访记录。", "No visits.");
            return;
        }
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[
                ("时间", "time"),
                ("门牌", "door"),
                ("走访人", "by"),
                ("结果", "outcome"),
                ("编号", "id"),
                ("记录", "note"),
            ],
        );
        for entry in &self.visits {
            let visit = &entry.visit;
            let note = match &visit.withdrawn {
                Some(reason) => lang.pick(
                    format!("（已撤回：{reason}）"),
                    format!("(withdrawn: {reason})"),
                ),
                None => visit.note.clone().unwrap_or_default(),
            };
            table.row([
                local(visit.at),
                entry.place.clone(),
                shown(entry.by_name.as_deref(), visit.by, lang),
                visit
                    .outcome
                    .map(|outcome| words::outcome(outcome, lang))
                    .unwrap_or_default(),
                entry.short.clone(),
                note,
            ]);
        }
        page.table(&table);
    }
}
