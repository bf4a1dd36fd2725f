use clap::Args;
use linli_client_core::actions::NewDispute;
use linli_client_core::domain::command::Party;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// 与哪一户有关：门牌或编号；可不写 (the household that it concerns: door or id)
    door: Option<String>,
    /// 发生在哪栋楼 (where it arose, where that is not the household's building)
    #[arg(long)]
    building: Option<String>,
    /// 一句话说明 (title)
    #[arg(long)]
    title: String,
    /// 当事人，可多次：文字，或 文字@门牌 (a party, as often as there are: TEXT, or TEXT@DOOR)
    #[arg(long = "party", value_name = "TEXT[@DOOR]")]
    parties: Vec<String>,
    /// 详情 (details)
    #[arg(long)]
    detail: Option<String>,
    /// 小区名称；只有一个小区、或写了门牌或楼栋时不用写 (the estate, where it is not clear)
    #[arg(long)]
    estate: Option<String>,
}

impl Open {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let door = self.door.as_deref();
        let household = door.map(|door| lookup::household(desk, door)).transpose()?;
        let building = self.building.as_deref();
        let building = building
            .map(|name| lookup::building(desk, name))
            .transpose()?;
        let estate = match (&self.estate, household, &building) {
            (None, Some(_), _) | (None, _, Some(_)) => None,
            (wanted, _, _) => Some(lookup::estate(desk, wanted.as_deref())?.0),
        };
        let parties = self.parties.iter().map(|given| party(desk, given));
        let dispute = desk.replica.open_dispute(NewDispute {
            estate,
            building: building.map(|(id, _)| id),
            household,
            title: parse::text("--title", &self.title)?,
            detail: parse::filled("--detail", self.detail.as_deref())?,
            parties: parties.collect::<Result<_, _>>()?,
        })?;
        let saved = Saved::new("open_dispute", "登记纠纷", "dispute opened").dispute(dispute);
        Ok(match household {
            Some(household) => saved.household(household),
            None => saved,
        })
    }
}

fn party(desk: &Desk, given: &str) -> Result<Party, Error> {
    let (text, door) = match given.rsplit_once(['@', '＠']) {
        Some((text, door)) => (text, Some(door)),
        None => (given, None),
    };
    Ok(Party {
        text: parse::text("--party", text)?,
        household: door.map(|door| lookup::household(desk, door)).transpose()?,
    })
}
