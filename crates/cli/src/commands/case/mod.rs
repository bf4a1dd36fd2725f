//! `linli case …`

mod dispatch;
mod list;
mod open;
mod progress;
mod refer;
mod show;

use clap::Subcommand;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::Voice;

#[derive(Debug, Subcommand)]
pub(crate) enum Case {
    /// 登记事项 (open a case)
    Open(open::Open),
    /// 记一条进展 (note what happened)
    Note(progress::Note),
    /// 办结 (close a case)
    Close(progress::Close),
    /// 转给调解人员 (refer a quarrel to the mediators)
    Refer(refer::Refer),
    /// 书记用：派给一个部门 (for secretaries: dispatch to a department)
    Dispatch(dispatch::Dispatch),
    /// 书记用：从部门收回 (for secretaries: recall from the department)
    Recall(dispatch::Recall),
    /// 未办结的事项，或全部 (open cases, or all)
    List(list::List),
    /// 一件事项的经过 (one case and its story)
    Show(show::Show),
}

impl Case {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self {
            Self::Open(open) => open.run(desk)?.say(desk, voice),
            Self::Note(note) => note.run(desk)?.say(desk, voice),
            Self::Close(close) => close.run(desk)?.say(desk, voice),
            Self::Refer(refer) => refer.run(desk, voice.lang)?.say(desk, voice),
            Self::Dispatch(dispatch) => dispatch.run(desk)?.say(desk, voice),
            Self::Recall(recall) => recall.run(desk)?.say(desk, voice),
            Self::List(list) => voice.say(&list.run(desk)?),
            Self::Show(show) => voice.say(&show.run(desk)?),
        }
    }
}
