//! `linli dispute …`

mod list;
mod open;
mod progress;
mod referrals;
mod show;

use clap::Subcommand;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::Voice;

#[derive(Debug, Subcommand)]
pub(crate) enum Dispute {
    /// 登记纠纷 (open a dispute)
    Open(open::Open),
    /// 等待受理的转调解 (cases that were referred and wait for a mediator)
    Referrals,
    /// 不受理一件转来的事项 (decline a case that was referred)
    Decline(referrals::Decline),
    /// 记一次调解或一条情况 (note a session, or what happened)
    Note(progress::Note),
    /// 登记达成的协议 (record what the parties agree upon)
    Settle(progress::Settle),
    /// 结束调解 (close a dispute)
    Close(progress::Close),
    /// 未结束的纠纷，或全部 (disputes that are not closed, or all)
    List(list::List),
    /// 一件纠纷的经过 (one dispute and its story)
    Show(show::Show),
}

impl Dispute {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self {
            Self::Open(open) => open.run(desk)?.say(desk, voice),
            Self::Referrals => voice.say(&referrals::referrals(desk)?),
            Self::Decline(decline) => decline.run(desk)?.say(desk, voice),
            Self::Note(note) => note.run(desk, voice.lang)?.say(desk, voice),
            Self::Settle(settle) => settle.run(desk, voice.lang)?.say(desk, voice),
            Self::Close(close) => close.run(desk, voice.lang)?.say(desk, voice),
            Self::List(list) => voice.say(&list.run(desk)?),
            Self::Show(show) => voice.say(&show.run(desk)?),
        }
    }
}
