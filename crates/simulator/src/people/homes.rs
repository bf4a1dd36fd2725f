//! Households and the people in them.

use linli_client_core::Replica;
use linli_client_core::actions::NewHousehold;
use linli_client_core::domain::command::{
    AddResident, ContactChannel, CorrectResident, Dwelling, EraseResident, ErasureGround,
    LinkDwelling, MergeHousehold, MoveOutResident, NewResident, ResidentChange,
    SetContactPreference, SetDoNotVisit, SetTag, UnmergeHousehold, VerifyHousehold,
};
use linli_client_core::domain::{Command, HouseholdId, ResidentId};

use super::{Done, a_household};
use crate::places::BUILDINGS;
use crate::random::Random;

pub(super) fn register(replica: &mut Replica, random: &mut Random) -> Done {
    let residents = (0..1 + random.below(3))
        .map(|_| new_resident(replica, random))
        .collect();
    let new = NewHousehold {
        building: BUILDINGS[random.below(BUILDINGS.len())].1,
        dwelling: dwelling(random),
        residents,
        tags: Vec::new(),
        consents: Vec::new(),
    };
    replica.register_household(new).map(drop)
}

pub(super) fn correct_resident(replica: &mut Replica, random: &mut Random) -> Done {
    let Some((household, resident)) = a_resident(replica, random) else {
        return Ok(());
    };
    let command: Command = match random.below(5) {
        0 => AddResident {
            resident: new_resident(replica, random),
        }
        .into(),
        1 => MoveOutResident {
            resident,
            on: "2026-11-01".parse().expect("a date"),
        }
        .into(),
        2 => {
            let changes = vec![ResidentChange::Name(name(random).parse().expect("short"))];
            CorrectResident { resident, changes }.into()
        }
        _ => {
            let changes = vec![ResidentChange::Phone(phone(random).parse().ok())];
            CorrectResident { resident, changes }.into()
        }
    };
    replica.update_household(household, command)
}

/// Only a secretary's counts; others hear that they have no right to.
pub(crate) fn erase(replica: &mut Replica, random: &mut Random) -> Done {
    let Some((household, resident)) = a_resident(replica, random) else {
        return Ok(());
    };
    let ground = ErasureGround::Requested;
    replica.update_household(household, EraseResident { resident, ground })
}

pub(super) fn update_household(replica: &mut Replica, random: &mut Random) -> Done {
    let Some(household) = a_household(replica, random) else {
        return Ok(());
    };
    let command: Command = match random.below(6) {
        0 => LinkDwelling {
            dwelling: dwelling(random),
        }
        .into(),
        1 => VerifyHousehold {
            on: "2026-11-20".parse().expect("a date"),
        }
        .into(),
        2 => SetDoNotVisit {
            wanted: random.below(2) == 0,
            until: None,
        }
        .into(),
        3 => SetTag {
            tag: "租户".parse().expect("short"),
        }
        .into(),
        // Refused: sensitive, and without consent.
        4 => SetTag {
            tag: "独居".parse().expect("short"),
        }
        .into(),
        _ => SetContactPreference {
            channel: ContactChannel::Phone,
            note: None,
        }
        .into(),
    };
    replica.update_household(household, command)
}

pub(super) fn merge(replica: &mut Replica, random: &mut Random) -> Done {
    let (Some(from), Some(into)) = (a_household(replica, random), a_household(replica, random))
    else {
        return Ok(());
    };
    let merged = replica.household(from)?.household.merged_into.is_some();
    if merged {
        replica.update_household(from, UnmergeHousehold {})
    } else {
        replica.update_household(from, MergeHousehold { into })
    }
}

fn a_resident(replica: &Replica, random: &mut Random) -> Option<(HouseholdId, ResidentId)> {
    let household = a_household(replica, random)?;
    let view = replica.household(household).ok()?.household;
    let residents: Vec<ResidentId> = view.residents.keys().copied().collect();
    Some((household, *random.pick(&residents)?))
}

fn new_resident(replica: &Replica, random: &mut Random) -> NewResident {
    NewResident {
        id: replica.new_resident_id(),
        name: name(random).parse().expect("a short name"),
        phone: phone(random).parse().ok(),
        relation: None,
        birth_year: Some(1930 + random.below(80) as u16),
        gender: None,
        notes: None,
        moved_in: None,
    }
}

fn dwelling(random: &mut Random) -> Dwelling {
    let unit = format!("{}单元", 1 + random.below(2));
    let room = format!("{}0{}", 1 + random.below(6), 1 + random.below(3));
    Dwelling {
        unit: unit.parse().expect("short"),
        room: room.parse().expect("short"),
    }
}

fn name(random: &mut Random) -> String {
    const FAMILY: [&str; 6] = ["张", "王", "李", "曾", "单", "欧阳"];
    const GIVEN: [&str; 6] = ["三", "秀兰", "建国", "丽华", "小明", "桂英"];
    format!("{}{}", FAMILY[random.below(6)], GIVEN[random.below(6)])
}

fn phone(random: &mut Random) -> String {
    format!("138{:08}", random.below(100_000_000))
}
