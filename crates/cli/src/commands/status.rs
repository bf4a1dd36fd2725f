use linli_client_core::Identity;
use linli_client_core::query::Status;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, local};

/// A clock further off than this, in seconds, is worth a line.
const CLOCK_TOLERANCE: i64 = 120;

#[derive(Debug, Serialize)]
pub(super) struct Standing {
    /// Unset before joining.
    identity: Option<Identity>,
    #[serde(flatten)]
    status: Status,
}

pub(super) fn status(desk: &Desk) -> Result<Standing, Error> {
    Ok(Standing {
        identity: desk.replica.identity()?,
        status: desk.replica.status()?,
    })
}

impl Answer for Standing {
    fn write(&self, page: &mut Page) {
        match &self.identity {
            Some(identity) => {
                let estates: Vec<&str> = identity
                    .estates
                    .iter()
                    .map(|(_, name)| name.as_str())
                    .collect();
                let estates = estates.join("、");
                page.line(
                    format!("{}（{estates}），服务器 {}", identity.name, identity.server),
                    format!("{} ({estates}), server {}", identity.name, identity.server),
                );
            }
            None => page.line(
                "尚未加入小区：linli join --server 地址 --code 邀请码",
                "Not joined yet: linli join --server URL --code CODE",
            ),
        }
        let status = &self.status;
        page.line(
            format!(
                "本机有：{} 户，{} 位居民，{} 次走访，{} 件未办结事项",
                status.households, status.residents, status.visits, status.open_cases
            ),
            format!(
                "Held here: {} households, {} residents, {} visits, {} open cases",
                status.households, status.residents, status.visits, status.open_cases
            ),
        );
        if status.pending_disputes > 0 {
            page.line(
                format!("调解中的纠纷：{} 件", status.pending_disputes),
                format!("Disputes under mediation: {}", status.pending_disputes),
            );
        }
        if status.waiting_referrals > 0 {
            page.line(
                format!("待受理的转调解：{} 件", status.waiting_referrals),
                format!(
                    "Cases that wait for a mediator: {}",
                    status.waiting_referrals
                ),
            );
        }
        let last = status.last_sync.map(local);
        page.line(
            format!("上次同步：{}", last.as_deref().unwrap_or("从未")),
            format!("Last sync: {}", last.as_deref().unwrap_or("never")),
        );
        if status.clock_offset.abs() > CLOCK_TOLERANCE {
            page.line(
                format!(
                    "本机时钟与服务器相差 {} 秒，请校对时间",
                    status.clock_offset
                ),
                format!(
                    "This device's clock is {} seconds off the server's: please set it",
                    status.clock_offset
                ),
            );
        }
        write_lease(status, page);
        write_synced(status, page);
    }
}

/// Until when the device is open, once there was a contact.
fn write_lease(status: &Status, page: &mut Page) {
    let Some(until) = status.open_until.map(local) else {
        return;
    };
    let days = status.lease_days;
    if status.locked {
        page.line(
            format!("已锁定：自 {until} 起，超过 {days} 天没有连上服务器。同步后自动打开：linli sync"),
            format!("Locked since {until}: more than {days} days without contact. A sync opens it: linli sync"),
        );
    } else {
        page.line(
            format!("不联网可用到：{until}（{days} 天）"),
            format!("Open without contact until: {until} ({days} days)"),
        );
    }
}

/// What waits, and "synced" only where nothing does.
pub(super) fn write_synced(status: &Status, page: &mut Page) {
    if status.synced {
        page.line("已同步。", "Synced.");
    } else if status.last_sync.is_none() {
        page.line(
            "还没有完整同步过：linli sync",
            "No whole sync yet: linli sync",
        );
    }
    if status.unsent > 0 {
        page.line(
            format!(
                "还有 {} 条没有同步，都在本机（linli outbox）",
                status.unsent
            ),
            format!(
                "{} not synced yet, safe on this device (linli outbox)",
                status.unsent
            ),
        );
    }
    if status.escrowed > 0 {
        page.line(
            format!(
                "有 {} 条已交给服务器，等书记决定是否采纳；在本机也有保存",
                status.escrowed
            ),
            format!(
                "{} handed over and waiting for the secretary's decision; kept on this device too",
                status.escrowed
            ),
        );
    }
    if status.drafts > 0 {
        page.line(
            format!(
                "有 {} 条被退回，存为草稿，待您处理（linli drafts）",
                status.drafts
            ),
            format!(
                "{} refused and kept as drafts for you to deal with (linli drafts)",
                status.drafts
            ),
        );
    }
    if status.conflicts > 0 {
        page.line(
            format!("有 {} 处冲突待决定（linli conflicts）", status.conflicts),
            format!("{} conflicts to decide (linli conflicts)", status.conflicts),
        );
    }
    if status.damaged > 0 {
        page.line(
            format!("有 {} 份档案损坏，下次同步会重新取回", status.damaged),
            format!(
                "{} damaged records; the next sync fetches them anew",
                status.damaged
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn status() -> Status {
        Status {
            unsent: 0,
            escrowed: 0,
            drafts: 0,
            conflicts: 0,
            last_sync: Some("2026-11-24T01:00:00Z".parse().unwrap()),
            households: 0,
            residents: 0,
            visits: 0,
            open_cases: 0,
            pending_disputes: 0,
            waiting_referrals: 0,
            damaged: 0,
            clock_offset: 0,
            synced: true,
            lease_days: 30,
            open_until: Some("2026-12-24T01:00:00Z".parse().unwrap()),
            locked: false,
        }
    }

    fn text(status: &Status, lang: Lang) -> String {
        let mut page = Page::new(lang);
        write_synced(status, &mut page);
        page.text().to_owned()
    }

    #[test]
    fn synced_is_said_only_when_nothing_waits() {
        assert!(text(&status(), Lang::Zh).starts_with("已同步"));
        let waiting = Status {
            unsent: 3,
            synced: false,
            ..status()
        };
        assert_eq!(
            text(&waiting, Lang::Zh),
            "还有 3 条没有同步，都在本机（linli outbox）\n"
        );
        assert!(text(&waiting, Lang::En).is_ascii());
        let refused = Status {
            drafts: 1,
            synced: false,
            ..status()
        };
        assert!(!text(&refused, Lang::Zh).contains("已同步"));
    }

    #[test]
    fn fields_for_programs_stand_side_by_side() {
        let standing = Standing {
            identity: None,
            status: status(),
        };
        let json = serde_json::to_value(&standing).unwrap();
        assert_eq!(json["synced"], true);
        assert_eq!(json["last_sync"], "2026-11-24T01:00:00Z");
        assert!(json["identity"].is_null());
    }
}
