use clap::Args;
use linli_client_core::actions::NewHousehold;
use linli_client_core::domain::command::{Consent, ConsentMethod, Dwelling};

use crate::commands::duplicates::at_entry;
use crate::commands::saved::Saved;
use crate::desk::{Desk, place};
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Register {
    /// 楼栋名称或编号 (the building's name or id)
    #[arg(long)]
    building: String,
    /// 单元，如 2单元；没有单元不写 (the unit; none where a building has none)
    #[arg(long, default_value = "")]
    unit: String,
    /// 房号，如 301 (the room)
    #[arg(long)]
    room: String,
    /// 居民：姓名,电话,关系,年份,性别；可多次 (NAME,PHONE,RELATION,YEAR,GENDER; repeat for each)
    #[arg(long = "resident", value_name = "姓名,电话,关系,年份,性别")]
    residents: Vec<String>,
    /// 标签；涉及隐私的要同时写 --consent；可多次 (a flag; a sensitive one needs --consent; repeatable)
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// 今天当面口头同意登记的标签；可多次 (a flag to which they consented in words today; repeatable)
    #[arg(long = "consent", value_name = "TAG")]
    consents: Vec<String>,
}

impl Register {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let (building, name) = lookup::building(desk, &self.building)?;
        let dwelling = Dwelling {
            unit: parse::text("--unit", &self.unit)?,
            room: parse::text("--room", &self.room)?,
        };
        let residents = self
            .residents
            .iter()
            .map(|given| parse::new_resident(given, desk.replica.new_resident_id()));
        let consents = self.consents.iter().map(|tag| {
            Ok(Consent {
                tag: parse::text("--consent", tag)?,
                method: ConsentMethod::Spoken,
                on: desk.today,
                given_by: None,
            })
        });
        let new = NewHousehold {
            building,
            residents: residents.collect::<Result<_, Error>>()?,
            tags: self
                .tags
                .iter()
                .map(|tag| parse::text("--tag", tag))
                .collect::<Result<_, Error>>()?,
            consents: consents.collect::<Result<_, Error>>()?,
            dwelling: dwelling.clone(),
        };
        let door = (dwelling.unit.as_str(), dwelling.room.as_str());
        let likely_same = at_entry(desk, &new.residents, building, door)?;
        let household = desk.replica.register_household(new)?;
        let there = desk
            .replica
            .households_at(building, Some(&dwelling.unit), &dwelling.room)?;
        let place = place(&name, &dwelling.unit, &dwelling.room);
        Ok(Saved::new(
            "register_household",
            format!("{place} 登记住户"),
            format!("{place} registered"),
        )
        .household(household)
        .same_door(
            there
                .into_iter()
                .filter(|other| *other != household)
                .collect(),
        )
        .likely_same(likely_same))
    }
}
