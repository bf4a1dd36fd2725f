use clap::Args;
use linli_client_core::domain::command::{MoveInResident, MoveOutResident};

use crate::commands::household::update_known;
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Moving {
    /// 姓名或编号 (name or id)
    #[arg(value_name = "ID|NAME")]
    resident: String,
    /// 哪天，默认今天 (on which day; today)
    #[arg(long, value_name = "DATE", default_value = "today")]
    on: String,
}

impl Moving {
    pub(super) fn out(self, desk: &mut Desk) -> Result<Saved, Error> {
        let on = parse::date("--on", &self.on, desk.today)?;
        let (household, resident) = lookup::resident(desk, &self.resident)?;
        Ok(update_known(desk, household, MoveOutResident { resident, on })?.resident(resident))
    }

    pub(super) fn back(self, desk: &mut Desk) -> Result<Saved, Error> {
        let on = parse::date("--on", &self.on, desk.today)?;
        let (household, resident) = lookup::resident(desk, &self.resident)?;
        Ok(update_known(desk, household, MoveInResident { resident, on })?.resident(resident))
    }
}
