use linli_domain::BuildingId;
use linli_domain::command::Gender;
use linli_domain::view::{HouseholdView, ResidentView};

use crate::names::Spelled;
use crate::phone::numbers;

/// Fewer digits are an extension or a slip, and many share them.
const PHONE_DIGITS_MIN: usize = 7;

/// A resident as written down, as far as it says who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub name: String,
    /// As it was typed; may hold several numbers.
    pub phone: Option<String>,
    pub birth_year: Option<u16>,
    pub gender: Option<Gender>,
    /// To the head of the household: 户主, 配偶, 子.
    pub relation: Option<String>,
    pub building: BuildingId,
    /// Unit and room, the same for all who live behind one door.
    pub door: String,
}

impl Facts {
    /// `None` for a household that is not registered.
    pub fn of(household: &HouseholdView, resident: &ResidentView) -> Option<Self> {
        let dwelling = household.dwelling.as_ref()?;
        Some(Self {
            name: resident.name.clone(),
            phone: resident.phone.clone(),
            birth_year: resident.birth_year,
            gender: resident.gender,
            relation: resident.relation.clone(),
            building: household.building,
            door: Self::door(&dwelling.unit, &dwelling.room),
        })
    }

    /// Unit and room as one word; no text that people enter has a tab.
    pub fn door(unit: &str, room: &str) -> String {
        format!("{unit}\t{room}")
    }
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            name: String::new(),
            phone: None,
            birth_year: None,
            gender: None,
            relation: None,
            building: BuildingId::from_bytes([0; 16]),
            door: String::new(),
        }
    }
}

/// Facts, made ready for being compared many times.
#[derive(Debug, Clone)]
pub struct Person {
    pub(crate) facts: Facts,
    pub(crate) name: Spelled,
    /// Digits, sorted.
    pub(crate) phones: Vec<String>,
}

impl Person {
    pub fn new(facts: Facts) -> Self {
        let mut phones = facts.phone.as_deref().map(numbers).unwrap_or_default();
        phones.retain(|digits| digits.len() >= PHONE_DIGITS_MIN);
        phones.sort();
        phones.dedup();
        Self {
            name: Spelled::new(&facts.name),
            phones,
            facts,
        }
    }
}
