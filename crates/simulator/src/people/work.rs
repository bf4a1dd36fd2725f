//! Visits and cases.

use linli_client_core::Replica;
use linli_client_core::actions::{NewCase, NewRequest, NewVisit};
use linli_client_core::domain::command::{Outcome, VisitChange};
use linli_client_core::query::CaseFilter;

use super::referrals::{take_up, waits};
use super::{Done, a_household, text};
use crate::places::BUILDINGS;
use crate::random::Random;

pub(super) fn record_visit(replica: &mut Replica, random: &mut Random) -> Done {
    let Some(household) = a_household(replica, random) else {
        return Ok(());
    };
    let mut visit = NewVisit::new(household, Outcome::ALL[random.below(Outcome::ALL.len())]);
    visit.note = text(random).parse().ok();
    if random.below(3) == 0 {
        let request = text(random).parse().expect("a short label");
        visit.requests.push(NewRequest {
            text: request,
            category: "维修".parse().expect("short"),
        });
    }
    replica.record_visit(visit).map(drop)
}

pub(super) fn correct_visit(replica: &mut Replica, random: &mut Random) -> Done {
    let visits = replica.newest_visits(None, 30)?;
    let Some(visit) = random.pick(&visits) else {
        return Ok(());
    };
    if random.below(4) == 0 {
        return replica.withdraw_visit(visit.id, "记错了".parse().expect("short"));
    }
    let changes = vec![VisitChange::Note(text(random).parse().ok())];
    replica.correct_visit(visit.id, changes)
}

pub(super) fn open_case(replica: &mut Replica, random: &mut Random) -> Done {
    let case = NewCase {
        building: Some(BUILDINGS[random.below(BUILDINGS.len())].1),
        household: a_household(replica, random),
        title: text(random).parse().expect("a short title"),
        category: "建议".parse().expect("short"),
        detail: None,
    };
    let case = replica.open_case(case)?;
    // Many a case is a quarrel.
    if random.below(2) == 0 {
        let asked = text(random).parse().expect("a short note");
        replica.refer_case(case, asked)?;
    }
    Ok(())
}

pub(super) fn case_event(replica: &mut Replica, random: &mut Random) -> Done {
    let cases = replica.cases(&CaseFilter::default())?;
    let Some(case) = random.pick(&cases) else {
        return Ok(());
    };
    if waits(case) {
        return take_up(replica, random, case.id);
    }
    let note = text(random).parse().expect("a short note");
    match random.below(6) {
        0 | 1 => replica.close_case(case.id, note).map(drop),
        2 | 3 => replica.refer_case(case.id, note).map(drop),
        _ => replica.note_case(case.id, None, note).map(drop),
    }
}
