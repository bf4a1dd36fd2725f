use clap::Args;
use linli_client_core::domain::command::{MergeHousehold, UnmergeHousehold};

use super::{update, update_known};
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::lookup;

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// 重复登记的那一户：门牌或编号 (the duplicate: door or id)
    door: String,
    /// 合并到哪一户：门牌或编号 (the household that stays: door or id)
    #[arg(long, value_name = "DOOR|ID")]
    into: String,
}

impl Merge {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let duplicate = lookup::household(desk, &self.door)?;
        let into = lookup::household(desk, &self.into)?;
        update_known(desk, duplicate, MergeHousehold { into })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Unmerge {
    /// 被合并掉的那一户，用编号最稳妥 (the household that was merged away; best by id)
    door: String,
}

impl Unmerge {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        update(desk, &self.door, UnmergeHousehold {})
    }
}
