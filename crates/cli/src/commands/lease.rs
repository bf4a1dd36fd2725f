use clap::Args;
use linli_client_core::domain::command::SetLease;
use linli_client_core::domain::{DocumentKey, limits};
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::lookup;
use crate::page::{Answer, Page};

#[derive(Debug, Args)]
pub(crate) struct Lease {
    /// 多少天连不上服务器就锁定，1 到 365 (days without contact until a device locks itself)
    #[arg(long, value_parser = clap::value_parser!(u16).range(days()))]
    days: u16,
    /// 小区名称，只有一个小区时可以不写 (the estate, where there are several)
    #[arg(long)]
    estate: Option<String>,
}

fn days() -> std::ops::RangeInclusive<i64> {
    i64::from(*limits::LEASE_DAYS.start())..=i64::from(*limits::LEASE_DAYS.end())
}

#[derive(Debug, Serialize)]
pub(super) struct LeaseSet {
    done: &'static str,
    estate: String,
    days: u16,
}

impl Lease {
    pub(super) fn run(self, desk: &mut Desk) -> Result<LeaseSet, Error> {
        let (estate, name) = lookup::estate(desk, self.estate.as_deref())?;
        let document = DocumentKey::Directory { estate };
        let days = self.days;
        desk.replica.give(&document, SetLease { days })?;
        Ok(LeaseSet {
            done: "set_lease",
            estate: name,
            days,
        })
    }
}

impl Answer for LeaseSet {
    fn write(&self, page: &mut Page) {
        page.line(
            format!(
                "已存下：{} 的设备超过 {} 天没有连上服务器会自动锁定。同步后对所有人生效。",
                self.estate, self.days
            ),
            format!(
                "Saved: devices of {} lock themselves after {} days without contact. It holds for everybody once synced.",
                self.estate, self.days
            ),
        );
    }
}
