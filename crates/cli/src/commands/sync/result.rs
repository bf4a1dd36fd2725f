use linli_client_core::query::Status;
use linli_client_core::sync::SyncReport;
use serde::Serialize;

use super::progress::kilobytes;
use crate::commands::outbox::{Waiting, waiting, write_waiting};
use crate::commands::status::write_synced;
use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page};

/// What a sync did, and what is still to be done.
#[derive(Debug, Serialize)]
pub(super) struct Synced {
    report: SyncReport,
    status: Status,
    /// What the server has not decided on, each with why.
    unsent: Vec<Waiting>,
    /// How many pairs of residents may be one person each: two heads may have written down the same.
    likely_same: usize,
}

impl Synced {
    pub(super) fn after(desk: &mut Desk, report: SyncReport) -> Result<Self, Error> {
        let status = desk.replica.status()?;
        let likely_same = if status.locked {
            0
        } else {
            desk.replica.duplicates()?.len()
        };
        Ok(Self {
            report,
            status,
            unsent: waiting(desk)?,
            likely_same,
        })
    }
}

impl Answer for Synced {
    fn write(&self, page: &mut Page) {
        let report = &self.report;
        let taken = report.accepted + report.superseded;
        let (up, down) = (kilobytes(report.bytes_up), kilobytes(report.bytes_down));
        page.line(
            format!(
                "服务器收下 {taken} 条；收到 {} 份档案、{} 项变更。",
                report.documents, report.changes
            ),
            format!(
                "The server took {taken}; received {} documents and {} changes.",
                report.documents, report.changes
            ),
        );
        page.line(
            format!("{} 次请求，上行 {up} KB，下行 {down} KB。", report.requests),
            format!("{} requests, {up} KB up, {down} KB down.", report.requests),
        );
        if report.refused > 0 {
            page.line(
                format!("{} 条被退回，已存为草稿。", report.refused),
                format!("{} were refused and are kept as drafts.", report.refused),
            );
        }
        if report.carried > 0 {
            page.line(
                format!("替同事送到 {} 份。", report.carried),
                format!("Delivered {} for colleagues.", report.carried),
            );
        }
        if report.carried_refused > 0 {
            page.line(
                format!(
                    "代送的 {} 份被服务器拒收，原因见 carry list；记录仍在对方手机上。",
                    report.carried_refused
                ),
                format!(
                    "The server refused {} that you carried: see carry list. The entries are safe on their author's phone.",
                    report.carried_refused
                ),
            );
        }
        if report.superseded > 0 {
            page.line(
                format!("其中 {} 条以服务器执行的结果为准。", report.superseded),
                format!(
                    "For {} of them the server's result counts.",
                    report.superseded
                ),
            );
        }
        if report.upgrade_needed {
            page.line(
                "软件与服务器版本不一致，请升级。",
                "This program and the server differ in version: please upgrade.",
            );
        }
        if self.likely_same > 0 {
            page.line(
                format!("{} 对居民看来是同一人：linli duplicates", self.likely_same),
                format!(
                    "{} pairs of residents may be one person each: linli duplicates",
                    self.likely_same
                ),
            );
        }
        write_synced(&self.status, page);
        if !self.unsent.is_empty() {
            write_waiting(&self.unsent, page);
        }
    }
}
