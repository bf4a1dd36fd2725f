//! What somebody with a phone does next: everything that the product lets them do.

mod disputes;
mod homes;
mod posts;
mod referrals;
mod work;

use linli_client_core::domain::HouseholdId;
use linli_client_core::{Error, Replica};

use self::disputes::mediate;
pub(crate) use self::homes::erase;
use self::homes::{correct_resident, merge, register, update_household};
pub(crate) use self::posts::{accept, hand_over};
use self::referrals::follow_up;
use self::work::{case_event, correct_visit, open_case, record_visit};
use crate::ledger::Mark;
use crate::random::Random;

/// One action; gives the drafts that it dealt with. Refusals and empty choices are part of life and change
/// nothing.
pub(crate) fn act(replica: &mut Replica, choice: u64) -> Vec<Mark> {
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
        18 if random.below(3) == 0 => erase(replica, &mut random),
        19 if random.below(2) == 0 => mediate(replica, &mut random),
        18 | 19 => follow_up(replica, &mut random),
        _ => open_case(replica, &mut random),
    };
    drop(done);
    dismissed
}

pub(crate) type Done = Result<(), Error>;

fn text(random: &mut Random) -> String {
    const WORDS: [&str; 8] = [
        "老人在家",
        "约好周三再来",
        "楼道灯不亮",
        "送了药",
        "孩子上学",
        "门铃坏了",
        "身体还好",
        "想换锁",
    ];
    format!(
        "{}{}",
        WORDS[random.below(WORDS.len())],
        random.below(1_000)
    )
}

fn a_household(replica: &Replica, random: &mut Random) -> Option<HouseholdId> {
    random
        .pick(&replica.household_ids().unwrap_or_default())
        .copied()
}

fn resolve(replica: &mut Replica, random: &mut Random) -> Done {
    let conflicts = replica.conflicts()?;
    let Some(conflict) = random.pick(&conflicts) else {
        return Ok(());
    };
    let choice = random.below(conflict.values.len());
    replica.resolve(conflict.document, &conflict.path, choice)
}

fn draft(replica: &mut Replica, random: &mut Random, dismissed: &mut Vec<Mark>) -> Done {
    let drafts = replica.drafts()?;
    let Some(draft) = random.pick(&drafts) else {
        return Ok(());
    };
    let mark = match &draft.command {
        Some(command) => Mark::new(draft.document, draft.at, command),
        None => Mark::erased(draft.document, draft.at, Vec::new()),
    };
    if random.below(3) == 0 {
        replica.discard_draft(draft.number)?;
    } else {
        replica.resend_draft(draft.number, None)?;
    }
    dismissed.push(mark);
    Ok(())
}
