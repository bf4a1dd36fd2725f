use clap::Args;
use linli_client_core::domain::command::{MergeResident, UnmergeResident};

use crate::commands::household::update_known;
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::lookup;

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// 重复登记的那一位：姓名或编号 (the duplicate: name or id)
    #[arg(value_name = "ID|NAME")]
    resident: String,
    /// 合并到同户哪一位：姓名或编号 (whom of the same household: name or id)
    #[arg(long, value_name = "ID|NAME")]
    into: String,
}

impl Merge {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let (household, resident) = lookup::resident(desk, &self.resident)?;
        let details = desk.replica.household(household)?;
        let into = lookup::of_household(desk, &details.household, &self.into)?;
        Ok(update_known(desk, household, MergeResident { resident, into })?.resident(resident))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Unmerge {
    /// 被合并掉的那一位的编号 (the id of the one who was merged away)
    #[arg(value_name = "ID")]
    resident: String,
}

impl Unmerge {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let (household, resident) = lookup::resident(desk, &self.resident)?;
        Ok(update_known(desk, household, UnmergeResident { resident })?.resident(resident))
    }
}
