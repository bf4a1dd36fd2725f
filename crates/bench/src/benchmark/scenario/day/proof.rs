//! That every visit of the day is on the server, once.

use std::collections::BTreeSet;

use super::super::super::failure::{Result, verify};
use super::super::super::fleet::{Answer, Doings, newcomer_sees};
use super::super::super::http::Connection;
use super::super::super::server::{Console, Server};
use super::super::super::stage::Stage;
use super::{Estate, Push, Served};

/// A newcomer looks at one estate in so many.
const STEP: usize = 50;

/// Every push has its answer, every command is accepted, and no two of an estate share a place in its log.
pub(super) fn every_command_once(pushes: &[Push], served: &[Served]) -> Result<()> {
    let answered: BTreeSet<usize> = served.iter().map(|it| it.push).collect();
    let all = answered.len() == pushes.len() && served.len() == pushes.len();
    verify(all, || "some pushes have no answer".to_owned())?;
    let mut places = BTreeSet::new();
    for it in served {
        let push = &pushes[it.push];
        let answer = Answer::read(&mut Connection::replay(it.answer.clone()))?;
        for seq in answer.accepted(push.doings.commands())? {
            verify(places.insert((push.estate, seq)), || {
                format!("two commands stand at {seq} of estate {}", push.estate)
            })?;
        }
    }
    Ok(())
}

/// Numbers of estates, each with a code for a second device of its first head.
pub(super) fn invite(console: &Console, estates: &[Estate]) -> Result<Vec<(usize, String)>> {
    let some = estates.iter().enumerate().step_by(STEP);
    some.map(|(place, estate)| Ok((place, console.invite(estate.first_head())?)))
        .collect()
}

/// Who comes afterwards sees what was there and what was pushed, and nothing twice.
pub(super) fn newcomers_see_it(
    stage: &Stage,
    server: &Server,
    estates: &[Estate],
    pushes: &[Push],
    newcomers: &[(usize, String)],
) -> Result<()> {
    for (place, code) in newcomers {
        let estate = &estates[*place];
        let of_estate = pushes.iter().filter(|push| push.estate == estate.number);
        let here: Vec<&Doings> = of_estate
            .enumerate()
            .filter(|(head, _)| Estate::building_of(*head) == 0)
            .map(|(_, push)| &push.doings)
            .collect();
        newcomer_sees(stage, server, code, estate.visits_before(), &here)?;
    }
    Ok(())
}
