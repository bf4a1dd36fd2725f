//! `linli audit`: the audit log of the places where this person is an auditor, online.

use clap::Args;
use linli_client_core::Error as Core;
use linli_client_core::sync::{AuditRow, AuditRows};
use serde::Serialize;

use super::errand;
use crate::desk::Desk;
use crate::error::Error;
use crate::http::{Http, Trust};
use crate::page::{Answer, Page, Table, local};

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// 从这一号之后看起 (rows behind this number)
    #[arg(long, default_value_t = 0)]
    after: u64,
    #[command(flatten)]
    trust: Trust,
}

#[derive(Debug, Serialize)]
pub(super) struct Rows {
    rows: Vec<AuditRow>,
    more: bool,
}

impl Audit {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Rows, Error> {
        let identity = desk.replica.identity()?.ok_or(Core::NotJoined)?;
        let http = Http::to(&identity.server, &self.trust)?;
        let question = desk.replica.audit(self.after)?;
        let AuditRows { rows, more } = errand::run(desk, &http, question)?;
        Ok(Rows { rows, more })
    }
}

impl Answer for Rows {
    fn write(&self, page: &mut Page) {
        let Some(last) = self.rows.last() else {
            page.line("没有更多记录。", "No more rows.");
            return;
        };
        let columns = [
            ("号", "no."),
            ("时间", "time"),
            ("事件", "event"),
            ("人员", "person"),
            ("数量", "count"),
        ];
        let mut table = Table::new(page.lang, &columns);
        for row in &self.rows {
            let console = || page.lang.pick("后台", "console").to_owned();
            table.row([
                row.number.to_string(),
                local(row.at),
                row.event.clone(),
                row.person.map_or_else(console, |person| person.to_string()),
                row.count.to_string(),
            ]);
        }
        page.table(&table);
        if self.more {
            let after = last.number;
            page.line(
                format!("还有更多：linli audit --after {after}"),
                format!("There are more: linli audit --after {after}"),
            );
        }
    }
}
