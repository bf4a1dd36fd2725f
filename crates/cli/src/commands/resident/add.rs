use clap::Args;
use linli_client_core::domain::command::{AddResident, NewResident};

use super::set::gender;
use crate::commands::duplicates::at_entry;
use crate::commands::household::update_known;
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// 门牌或住户编号 (the household: door or id)
    door: String,
    /// 姓名 (name)
    #[arg(long)]
    name: String,
    /// 电话 (phone)
    #[arg(long)]
    phone: Option<String>,
    /// 与户主关系 (relation to the head of the household)
    #[arg(long)]
    relation: Option<String>,
    /// 出生年份 (year of birth)
    #[arg(long, value_name = "YEAR")]
    birth_year: Option<String>,
    /// 女 或 男 (female or male)
    #[arg(long)]
    gender: Option<String>,
    /// 备注 (notes)
    #[arg(long)]
    notes: Option<String>,
    /// 迁入日期；不写则登记时已住在这里 (moved in on; none: lived here already)
    #[arg(long, value_name = "DATE")]
    moved_in: Option<String>,
}

impl Add {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let household = lookup::household(desk, &self.door)?;
        let given = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        let resident = NewResident {
            id: desk.replica.new_resident_id(),
            name: parse::text("--name", &self.name)?,
            phone: parse::filled("--phone", self.phone.as_deref())?,
            relation: parse::filled("--relation", self.relation.as_deref())?,
            birth_year: given(&self.birth_year)
                .map(|year| parse::birth_year("--birth-year", &year))
                .transpose()?,
            gender: given(&self.gender).map(|word| gender(&word)).transpose()?,
            notes: parse::filled("--notes", self.notes.as_deref())?,
            moved_in: given(&self.moved_in)
                .map(|date| parse::date("--moved-in", &date, desk.today))
                .transpose()?,
        };
        let id = resident.id;
        let home = desk.replica.household(household)?.household;
        let likely_same = match &home.dwelling {
            Some(there) => {
                let door = (there.unit.as_str(), there.room.as_str());
                at_entry(desk, std::slice::from_ref(&resident), home.building, door)?
            }
            None => Vec::new(),
        };
        Ok(update_known(desk, household, AddResident { resident })?
            .resident(id)
            .likely_same(likely_same))
    }
}
