use linli_client_core::domain::ResidentId;
use linli_client_core::domain::command::NewResident;

use super::{filled, gender, text};
use crate::error::{Error, Reason};

const OPTION: &str = "--resident";

/// `姓名,电话,关系,年份,性别` with commas of either width. What is not known is left empty or out.
pub(crate) fn new_resident(given: &str, id: ResidentId) -> Result<NewResident, Error> {
    let fields: Vec<&str> = given.split([',', '，']).map(str::trim).collect();
    if fields.len() > 5 {
        return Err(Error::Option {
            option: OPTION,
            reason: Reason::Resident,
        });
    }
    let field = |at: usize| fields.get(at).copied().filter(|field| !field.is_empty());
    Ok(NewResident {
        id,
        name: text(OPTION, field(0).unwrap_or_default())?,
        phone: filled(OPTION, field(1))?,
        relation: filled(OPTION, field(2))?,
        birth_year: field(3).map(|year| birth_year(OPTION, year)).transpose()?,
        gender: match field(4) {
            None => None,
            Some(word) => Some(gender(word).ok_or(Error::Option {
                option: OPTION,
                reason: Reason::Gender,
            })?),
        },
        notes: None,
        moved_in: None,
    })
}

/// Four digits; which years are plausible is for the register to say.
pub(crate) fn birth_year(option: &'static str, given: &str) -> Result<u16, Error> {
    let year = given.trim().trim_end_matches('年').parse().ok();
    year.filter(|year| (1000..=9999).contains(year))
        .ok_or(Error::Option {
            option,
            reason: Reason::Year,
        })
}

#[cfg(test)]
mod tests {
    use linli_client_core::domain::command::Gender;

    use super::*;

    fn read(given: &str) -> Result<NewResident, Error> {
        new_resident(given, ResidentId::from_bytes([7; 16]))
    }

    #[test]
    fn a_resident_is_one_line_of_up_to_five_fields() {
        let whole = read("张桂英, 138 0000 1234，户主,1952,女").unwrap();
        assert_eq!(whole.name.as_str(), "张桂英");
        assert_eq!(whole.phone.unwrap().as_str(), "13800001234");
        assert_eq!(whole.relation.unwrap().as_str(), "户主");
        assert_eq!(
            (whole.birth_year, whole.gender),
            (Some(1952), Some(Gender::Female))
        );

        let name_only = read("李强").unwrap();
        assert!(name_only.phone.is_none() && name_only.gender.is_none());
        let gaps = read("李强,,儿子,,男").unwrap();
        assert!(gaps.phone.is_none() && gaps.birth_year.is_none());
        assert_eq!(gaps.gender, Some(Gender::Male));
    }

    #[test]
    fn what_does_not_fit_is_refused_without_repeating_it() {
        for wrong in [
            "",
            ",13800001234",
            "李强,电话",
            "李强,,,52",
            "李强,,,,?",
            "李强,,,,男,多",
        ] {
            let error = read(wrong).unwrap_err();
            assert!(error.zh().starts_with("--resident"), "{wrong}");
            assert!(!error.zh().contains("李强"), "{wrong}");
        }
    }
}
