//! What somebody with a phone does next: everything that the product lets them do.

use linli_client_core::Replica;
use linli_client_core::actions::{NewCase, NewHousehold, NewRequest, NewVisit};
use linli_client_core::domain::command::{
    AddResident, CorrectResident, Dwelling, LinkDwelling, MergeHousehold, MoveOutResident, NewResident,
    Outcome, ResidentChange, SetContactPreference, SetDoNotVisit, SetTag, UnmergeHousehold, VerifyHousehold,
    VisitChange, ContactChannel,
};
use linli_client_core::domain::{Command, HouseholdId, ResidentId};
use linli_client_core::query::CaseFilter;

use crate::ledger::Mark;
use crate::office::BUILDINGS;
use crate::random::Random;

/// What became of an action.
pub(crate) struct Acted {
    /// Drafts that the person dealt with.
    pub(crate) dismissed: Vec<Mark>,
}

/// One action. Refusals and empty choices are part of life and change nothing.
pub(crate) fn act(replica: &mut Replica, choice: u64) -> Acted {
    let mut random = Random::new(choice);
    let mut dismissed = Vec::new();
    // An error is a refusal at the phone: nothing was acknowledged.
    let done = match random.below(20) {
        0 | 1 => register(replica, &mut random),
        2..=6 => record_visit(replica, &mut random),
        7..=9 => correct_resident(replica, &mut random),
        10 | 11 => case_event(replica, &mut random),
        12 => correct_visit(replica, &mut random),
        13 | 14 => update_household(replica, &mut random),
        15 => resolve(replica, &mut random),
        16 => draft(replica, &mut random, &mut dismissed),
        17 => merge(replica, &mut random),
        _ => open_case(replica, &mut random),
    };
    drop(done);
    Acted { dismissed }
}

type Done = Result<(), linli_client_core::Error>;

fn text(random: &mut Random) -> String {
    const WORDS: [&str; 8] =
        ["老人在家", "约好周三再来", "楼道灯不亮", "送了药", "孩子上学", "门铃坏了", "身体还好", "想换锁"];
    format!("{}{}", WORDS[random.below(WORDS.len())], random.below(1_000))
}

fn name(random: &mut Random) -> String {
    const FAMILY: [&str; 6] = ["张", "王", "李", "曾", "单", "欧阳"];
    const GIVEN: [&str; 6] = ["三", "秀兰", "建国", "丽华", "小明", "桂英"];
    format!("{}{}", FAMILY[random.below(6)], GIVEN[random.below(6)])
}

fn phone(random: &mut Random) -> String {
    format!("138{:08}", random.below(100_000_000))
}

fn a_household(replica: &Replica, random: &mut Random) -> Option<HouseholdId> {
    random.pick(&replica.household_ids().unwrap_or_default()).copied()
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
    Dwelling { unit: unit.parse().expect("short"), room: room.parse().expect("short") }
}

fn register(replica: &mut Replica, random: &mut Random) -> Done {
    let residents = (0..1 + random.below(3)).map(|_| new_resident(replica, random)).collect();
    let new = NewHousehold {
        building: BUILDINGS[random.below(BUILDINGS.len())],
        dwelling: dwelling(random),
        residents,
        tags: Vec::new(),
        consents: Vec::new(),
    };
    replica.register_household(new).map(drop)
}

fn record_visit(replica: &mut Replica, random: &mut Random) -> Done {
    let Some(household) = a_household(replica, random) else { return Ok(()) };
    let mut visit = NewVisit::new(household, Outcome::ALL[random.below(Outcome::ALL.len())]);
    visit.note = text(random).parse().ok();
    if random.below(3) == 0 {
        let request = text(random).parse().expect("a short label");
        visit.requests.push(NewRequest { text: request, category: "维修".parse().expect("short") });
    }
    replica.record_visit(visit).map(drop)
}

fn correct_resident(replica: &mut Replica, random: &mut Random) -> Done {
    let Some((household, resident)) = a_resident(replica, random) else { return Ok(()) };
    let command: Command = match random.below(5) {
        0 => AddResident { resident: new_resident(replica, random) }.into(),
        1 => MoveOutResident { resident, on: "2026-11-01".parse().expect("a date") }.into(),
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

fn update_household(replica: &mut Replica, random: &mut Random) -> Done {
    let Some(household) = a_household(replica, random) else { return Ok(()) };
    let command: Command = match random.below(6) {
        0 => LinkDwelling { dwelling: dwelling(random) }.into(),
        1 => VerifyHousehold { on: "2026-11-20".parse().expect("a date") }.into(),
        2 => SetDoNotVisit { wanted: random.below(2) == 0, until: None }.into(),
        3 => SetTag { tag: "租户".parse().expect("short") }.into(),
        // Refused: sensitive, and without consent.
        4 => SetTag { tag: "独居".parse().expect("short") }.into(),
        _ => SetContactPreference { channel: ContactChannel::Phone, note: None }.into(),
    };
    replica.update_household(household, command)
}

fn merge(replica: &mut Replica, random: &mut Random) -> Done {
    let (Some(from), Some(into)) = (a_household(replica, random), a_household(replica, random)) else {
        return Ok(());
    };
    let merged = replica.household(from)?.household.merged_into.is_some();
    if merged {
        replica.update_household(from, UnmergeHousehold {})
    } else {
        replica.update_household(from, MergeHousehold { into })
    }
}

fn open_case(replica: &mut Replica, random: &mut Random) -> Done {
    let case = NewCase {
        building: Some(BUILDINGS[random.below(BUILDINGS.len())]),
        household: a_household(replica, random),
        title: text(random).parse().expect("a short title"),
        category: "建议".parse().expect("short"),
        detail: None,
    };
    replica.open_case(case).map(drop)
}

fn case_event(replica: &mut Replica, random: &mut Random) -> Done {
    let cases = replica.cases(&CaseFilter::default())?;
    let Some(case) = random.pick(&cases) else { return Ok(()) };
    let note = text(random).parse().expect("a short note");
    if random.below(3) == 0 {
        replica.close_case(case.id, note).map(drop)
    } else {
        replica.note_case(case.id, None, note).map(drop)
    }
}

fn correct_visit(replica: &mut Replica, random: &mut Random) -> Done {
    let visits = replica.newest_visits(None, 30)?;
    let Some(visit) = random.pick(&visits) else { return Ok(()) };
    if random.below(4) == 0 {
        return replica.withdraw_visit(visit.id, "记错了".parse().expect("short"));
    }
    let changes = vec![VisitChange::Note(text(random).parse().ok())];
    replica.correct_visit(visit.id, changes)
}

fn resolve(replica: &mut Replica, random: &mut Random) -> Done {
    let conflicts = replica.conflicts()?;
    let Some(conflict) = random.pick(&conflicts) else { return Ok(()) };
    let choice = random.below(conflict.values.len());
    replica.resolve(conflict.document, &conflict.path, choice)
}

fn draft(replica: &mut Replica, random: &mut Random, dismissed: &mut Vec<Mark>) -> Done {
    let drafts = replica.drafts()?;
    let Some(draft) = random.pick(&drafts) else { return Ok(()) };
    let mark = draft.command.as_ref().map(|command| Mark::new(draft.document, draft.at, command));
    if random.below(3) == 0 {
        replica.discard_draft(draft.number)?;
    } else {
        replica.resend_draft(draft.number, None)?;
    }
    dismissed.extend(mark);
    Ok(())
}
