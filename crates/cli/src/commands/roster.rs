use linli_client_core::query::Colleague;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, Table};
use crate::words;

#[derive(Debug, Serialize)]
pub(super) struct Roster {
    roster: Vec<Appointed>,
}

#[derive(Debug, Serialize)]
struct Appointed {
    #[serde(flatten)]
    colleague: Colleague,
    /// Unset: the whole estate.
    building_name: Option<String>,
}

pub(super) fn roster(desk: &Desk) -> Result<Roster, Error> {
    let buildings = desk.replica.buildings()?;
    let appointed = desk
        .replica
        .roster()?
        .into_iter()
        .map(|colleague| Appointed {
            building_name: colleague
                .building
                .and_then(|id| buildings.iter().find(|building| building.id == id))
                .map(|building| building.name.clone()),
            colleague,
        });
    Ok(Roster {
        roster: appointed.collect(),
    })
}

impl Answer for Roster {
    fn write(&self, page: &mut Page) {
        if self.roster.is_empty() {
            page.line(
                "本机还没有名册，请先同步：linli sync",
                "No roster here yet, sync first: linli sync",
            );
            return;
        }
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[
                ("姓名", "name"),
                ("职务", "role"),
                ("范围", "scope"),
                ("自", "from"),
                ("至", "until"),
            ],
        );
        for Appointed {
            colleague,
            building_name,
        } in &self.roster
        {
            let everywhere = || lang.pick("全小区", "estate").to_owned();
            table.row([
                colleague.name.clone(),
                colleague
                    .role
                    .map(|role| words::role(role, lang))
                    .unwrap_or_default(),
                building_name.clone().unwrap_or_else(everywhere),
                colleague
                    .from
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
                colleague
                    .until
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
            ]);
        }
        page.table(&table);
    }
}
