use clap::Args;
use linli_client_core::query::Found;
use serde::Serialize;

use crate::desk::{Desk, place};
use crate::error::Error;
use crate::page::{Answer, Page, Table};

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// 要找的：张三、zs、zhangsan、1380000、3号楼张三 (what to look for)
    #[arg(required = true)]
    text: Vec<String>,
    /// 最多几条 (how many at most)
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct Findings {
    found: Vec<Hit>,
}

#[derive(Debug, Serialize)]
struct Hit {
    #[serde(flatten)]
    found: Found,
    #[serde(skip)]
    short: String,
}

impl Search {
    pub(super) fn run(self, desk: &Desk) -> Result<Findings, Error> {
        let hits = desk.replica.search(&self.text.join(" "), self.limit)?;
        let with_short = |found: Found| -> Result<Hit, Error> {
            let short = match found.resident {
                Some(resident) => desk.replica.abbreviate(resident)?,
                None => desk.replica.abbreviate(found.household)?,
            };
            Ok(Hit { found, short })
        };
        Ok(Findings {
            found: hits.into_iter().map(with_short).collect::<Result<_, _>>()?,
        })
    }
}

impl Answer for Findings {
    fn write(&self, page: &mut Page) {
        if self.found.is_empty() {
            page.line("没有找到。", "Nothing found.");
            return;
        }
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[
                ("门牌", "door"),
                ("姓名", "name"),
                ("电话", "phone"),
                ("编号", "id"),
            ],
        );
        for Hit { found, short } in &self.found {
            let whole = || lang.pick("（整户）", "(household)").to_owned();
            table.row([
                place(&found.building, &found.unit, &found.room),
                found.name.clone().unwrap_or_else(whole),
                found.phone.clone().unwrap_or_default(),
                short.clone(),
            ]);
        }
        page.table(&table);
    }
}
