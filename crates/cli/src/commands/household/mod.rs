//! `linli household …`

mod consent;
mod merge;
mod register;
mod set;
mod show;

use clap::Subcommand;
use linli_client_core::domain::{Command, HouseholdId};

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::lookup;
use crate::page::Voice;
use crate::words;

#[derive(Debug, Subcommand)]
pub(crate) enum Household {
    /// 一户的全部情况 (everything about a household)
    Show(show::Show),
    /// 登记住户 (register a household)
    Register(register::Register),
    /// 更正单元和房号 (correct unit and room)
    LinkDwelling(set::LinkDwelling),
    /// 已当面核实 (everything was gone through with somebody who lives there)
    Verify(set::Verify),
    /// 希望怎样联系 (how they like to be reached)
    Contact(set::Contact),
    /// 不要上门，或解除 (they ask not to be visited, or lift that)
    DoNotVisit(set::DoNotVisit),
    /// 登记对一个标签的同意 (record consent to a flag)
    Consent(consent::Consent),
    /// 撤回同意，标签随之去掉 (consent is taken back; the flag goes with it)
    WithdrawConsent(consent::Withdraw),
    /// 加标签；涉及隐私的须先登记同意 (set a flag; a sensitive one needs consent)
    Tag(set::Tag),
    /// 去标签 (clear a flag)
    Untag(set::Untag),
    /// 与另一户是同一户，重复登记了 (registered twice: merge into another)
    Merge(merge::Merge),
    /// 撤销合并 (undo a merge)
    Unmerge(merge::Unmerge),
}

impl Household {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self {
            Self::Show(show) => voice.say(&show.run(desk)?),
            Self::Register(register) => register.run(desk)?.say(desk, voice),
            Self::LinkDwelling(link) => link.run(desk)?.say(desk, voice),
            Self::Verify(verify) => verify.run(desk)?.say(desk, voice),
            Self::Contact(contact) => contact.run(desk)?.say(desk, voice),
            Self::DoNotVisit(wish) => wish.run(desk)?.say(desk, voice),
            Self::Consent(consent) => consent.run(desk)?.say(desk, voice),
            Self::WithdrawConsent(withdraw) => withdraw.run(desk)?.say(desk, voice),
            Self::Tag(tag) => tag.run(desk)?.say(desk, voice),
            Self::Untag(untag) => untag.run(desk)?.say(desk, voice),
            Self::Merge(merge) => merge.run(desk)?.say(desk, voice),
            Self::Unmerge(unmerge) => unmerge.run(desk)?.say(desk, voice),
        }
    }
}

/// Gives a command to the household at a door.
fn update(desk: &mut Desk, door: &str, command: impl Into<Command>) -> Result<Saved, Error> {
    let household = lookup::household(desk, door)?;
    update_known(desk, household, command)
}

pub(super) fn update_known(
    desk: &mut Desk,
    household: HouseholdId,
    command: impl Into<Command>,
) -> Result<Saved, Error> {
    let command = command.into();
    let (done, what) = (command.name(), |lang| words::command(&command, lang));
    let (zh, en) = (what(crate::lang::Lang::Zh), what(crate::lang::Lang::En));
    desk.replica.update_household(household, command.clone())?;
    let place = desk.place(household)?;
    Ok(Saved::new(done, format!("{place} {zh}"), format!("{place} {en}")).household(household))
}
