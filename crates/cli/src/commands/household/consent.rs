use clap::Args;
use linli_client_core::domain::command::{
    Consent as Given, ConsentMethod, RecordConsent, WithdrawConsent,
};

use super::{update, update_known};
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Consent {
    /// 门牌或编号 (door or id)
    door: String,
    /// 标签，如 独居 (the flag)
    tag: String,
    /// 口头、书面 或 移交 (spoken, written or transferred)
    #[arg(long, value_parser = parse::consent_method, default_value = "spoken")]
    method: ConsentMethod,
    /// 谁同意的：姓名或编号 (who gave it: name or id)
    #[arg(long, value_name = "NAME|ID")]
    given_by: Option<String>,
    /// 哪天同意的，默认今天 (on which day; today)
    #[arg(long, value_name = "DATE", default_value = "today")]
    on: String,
}

impl Consent {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let household = lookup::household(desk, &self.door)?;
        let given_by = match &self.given_by {
            Some(name) => {
                let details = desk.replica.household(household)?;
                Some(lookup::of_household(desk, &details.household, name)?)
            }
            None => None,
        };
        let consent = Given {
            tag: parse::text("TAG", &self.tag)?,
            method: self.method,
            on: parse::date("--on", &self.on, desk.today)?,
            given_by,
        };
        update_known(desk, household, RecordConsent { consent })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// 门牌或编号 (door or id)
    door: String,
    /// 标签 (the flag)
    tag: String,
    /// 哪天撤回的，默认今天 (on which day; today)
    #[arg(long, value_name = "DATE", default_value = "today")]
    on: String,
}

impl Withdraw {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let withdrawal = WithdrawConsent {
            tag: parse::text("TAG", &self.tag)?,
            on: parse::date("--on", &self.on, desk.today)?,
        };
        update(desk, &self.door, withdrawal)
    }
}
