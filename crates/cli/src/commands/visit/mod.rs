//! `linli visit …`

mod correct;
mod list;
mod record;
mod withdraw;

use clap::Subcommand;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::Voice;

#[derive(Debug, Subcommand)]
pub(crate) enum Visit {
    /// 记一次走访 (record a visit)
    Record(record::Record),
    /// 更正自己的走访：只改写出的项，空值为清除 (correct an own visit; an empty value clears)
    Correct(correct::Correct),
    /// 撤回自己的走访，记录保留并注明 (withdraw an own visit; it stays, marked)
    Withdraw(withdraw::Withdraw),
    /// 最近的走访 (the newest visits)
    List(list::List),
}

impl Visit {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self {
            Self::Record(record) => record.run(desk)?.say(desk, voice),
            Self::Correct(correct) => correct.run(desk)?.say(desk, voice),
            Self::Withdraw(withdraw) => withdraw.run(desk)?.say(desk, voice),
            Self::List(list) => voice.say(&list.run(desk)?),
        }
    }
}
