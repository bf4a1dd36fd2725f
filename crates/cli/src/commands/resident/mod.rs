//! `linli resident …`

mod add;
mod data;
mod erase;
mod merge;
mod moving;
mod set;

use clap::Subcommand;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::Voice;

#[derive(Debug, Subcommand)]
pub(crate) enum Resident {
    /// 给一户添一位居民 (add a resident to a household)
    Add(add::Add),
    /// 更正：只改写出的项，空值为清除 (correct the fields named; an empty value clears)
    Set(set::Set),
    /// 迁出 (moved out)
    MoveOut(moving::Moving),
    /// 又迁入 (lives here again)
    MoveIn(moving::Moving),
    /// 与同户另一位是同一人，重复登记了 (written down twice: merge into another)
    Merge(merge::Merge),
    /// 撤销合并 (undo a merge)
    Unmerge(merge::Unmerge),
    /// 依法删除：从所有档案和历史中彻底删除，无法恢复 (erase for good, from every record and its history; there is no way back)
    Erase(erase::Erase),
    /// 本人查阅：这里保存的关于一位居民的全部内容 (everything that is held here on a resident, for them to read)
    Data(data::Data),
}

impl Resident {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        let saved = match self {
            Self::Add(add) => add.run(desk),
            Self::Set(set) => set.run(desk),
            Self::MoveOut(moving) => moving.out(desk),
            Self::MoveIn(moving) => moving.back(desk),
            Self::Merge(merge) => merge.run(desk),
            Self::Unmerge(unmerge) => unmerge.run(desk),
            Self::Erase(erase) => erase.run(desk),
            Self::Data(data) => return data.run(desk, voice),
        }?;
        saved.say(desk, voice)
    }
}
