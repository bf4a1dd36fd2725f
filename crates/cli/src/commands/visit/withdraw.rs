use clap::Args;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// 走访编号 (the visit's id)
    #[arg(value_name = "ID")]
    visit: String,
    /// 为什么撤回 (why)
    #[arg(long)]
    reason: String,
}

impl Withdraw {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let reason = parse::text("--reason", &self.reason)?;
        let visit = lookup::visit(desk, &self.visit)?;
        let household = desk.replica.visit(visit)?.household;
        desk.replica.withdraw_visit(visit, reason)?;
        let place = desk.place(household)?;
        Ok(Saved::new(
            "withdraw_visit",
            format!("撤回走访 {place}"),
            format!("visit to {place} withdrawn"),
        )
        .household(household)
        .visit(visit))
    }
}
