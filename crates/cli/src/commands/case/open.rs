use clap::Args;
use linli_client_core::actions::NewCase;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// 哪一户：门牌或编号；公共事项改写 --building (the household: door or id)
    #[arg(required_unless_present = "building", conflicts_with = "building")]
    door: Option<String>,
    /// 整栋楼的事项 (it concerns a whole building)
    #[arg(long)]
    building: Option<String>,
    /// 一句话说明 (title)
    #[arg(long)]
    title: String,
    /// 类别，如 设施维修 (category)
    #[arg(long)]
    category: String,
    /// 详情 (details)
    #[arg(long)]
    detail: Option<String>,
}

impl Open {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let household = self
            .door
            .as_deref()
            .map(|door| lookup::household(desk, door))
            .transpose()?;
        let building = self
            .building
            .as_deref()
            .map(|name| lookup::building(desk, name))
            .transpose()?;
        let place = match (household, &building) {
            (Some(household), _) => desk.place(household)?,
            (None, Some((_, name))) => name.clone(),
            (None, None) => String::new(),
        };
        let case = desk.replica.open_case(NewCase {
            building: building.map(|(id, _)| id),
            household,
            title: parse::text("--title", &self.title)?,
            category: parse::text("--category", &self.category)?,
            detail: parse::filled("--detail", self.detail.as_deref())?,
        })?;
        let saved = Saved::new(
            "open_case",
            format!("登记事项 {place}"),
            format!("case at {place}"),
        )
        .case(case);
        Ok(match household {
            Some(household) => saved.household(household),
            None => saved,
        })
    }
}
