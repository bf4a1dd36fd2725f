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
    /// 受理转来的事项：编号 (take up a case that was referred, by its id)
    #[arg(long, conflicts_with = "estate")]
    case: Option<String>,
    /// 一句话说明；受理转来的事项时默认用它的标题 (title; unless said that of the case that is taken up)
    #[arg(long, required_unless_present = "case")]
    title: Option<String>,
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
        let case = self.case.as_deref();
        let case = case.map(|id| lookup::case(desk, id)).transpose()?;
        let estate = match (&self.estate, household, &building, case) {
            (None, Some(_), _, _) | (None, _, Some(_), _) | (_, _, _, Some(_)) => None,
            (wanted, ..) => Some(lookup::estate(desk, wanted.as_deref())?.0),
        };
        let parties = self.parties.iter().map(|given| party(desk, given));
        let title = match (self.title, case) {
            (None, Some(case)) => desk.replica.case(case)?.title,
            (title, _) => title.unwrap_or_default(),
        };
        let new = NewDispute {
            estate,
            building: building.map(|(id, _)| id),
            household,
            title: parse::text("--title", &title)?,
            detail: parse::filled("--detail", self.detail.as_deref())?,
            parties: parties.collect::<Result<_, _>>()?,
        };
        let saved = match case {
            None => {
                let dispute = desk.replica.open_dispute(new)?;
                Saved::new("open_dispute", "登记纠纷", "dispute opened").dispute(dispute)
            }
            Some(case) => {
                let dispute = desk.replica.take_up_referral(case, new)?;
                let (zh, en) = ("受理转调解，登记纠纷", "referral taken up, dispute opened");
                let saved = Saved::new("open_dispute", zh, en);
                saved.dispute(dispute).case(case)
            }
        };
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
