use clap::Args;
use linli_client_core::domain::command::{CorrectResident, Gender, ResidentChange};

use crate::commands::household::update_known;
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::{Error, Reason};
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// 姓名或编号 (name or id)
    #[arg(value_name = "ID|NAME")]
    resident: String,
    /// 姓名 (name)
    #[arg(long)]
    name: Option<String>,
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
}

impl Set {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let changes = self.changes()?;
        let (household, resident) = lookup::resident(desk, &self.resident)?;
        Ok(
            update_known(desk, household, CorrectResident { resident, changes })?
                .resident(resident),
        )
    }

    /// Only what was named, so that a stale form never undoes another's correction.
    fn changes(&self) -> Result<Vec<ResidentChange>, Error> {
        let mut changes = Vec::new();
        if let Some(name) = &self.name {
            changes.push(ResidentChange::Name(parse::text("--name", name)?));
        }
        if let Some(phone) = &self.phone {
            changes.push(ResidentChange::Phone(parse::set(phone, |given| {
                parse::text("--phone", given)
            })?));
        }
        if let Some(relation) = &self.relation {
            changes.push(ResidentChange::Relation(parse::set(relation, |given| {
                parse::text("--relation", given)
            })?));
        }
        if let Some(year) = &self.birth_year {
            changes.push(ResidentChange::BirthYear(parse::set(year, |given| {
                parse::birth_year("--birth-year", given)
            })?));
        }
        if let Some(word) = &self.gender {
            changes.push(ResidentChange::Gender(parse::set(word, gender)?));
        }
        if let Some(notes) = &self.notes {
            changes.push(ResidentChange::Notes(parse::set(notes, |given| {
                parse::text("--notes", given)
            })?));
        }
        if changes.is_empty() {
            return Err(Error::Option {
                option: "resident set",
                reason: Reason::NothingToChange,
            });
        }
        Ok(changes)
    }
}

pub(super) fn gender(given: &str) -> Result<Gender, Error> {
    parse::gender(given).ok_or(Error::Option {
        option: "--gender",
        reason: Reason::Gender,
    })
}
