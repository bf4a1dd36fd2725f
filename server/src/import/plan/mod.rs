//! Facts to commands: what has to be done so that the store says what the files say.
//!
//! Nothing is written here. A plan made twice of the same files and the same store is the same; made
//! of a store that has taken part of it, it is the rest.

mod at_door;
mod cases;
mod doors;
mod households;
mod known;
mod residents;
mod steps;
mod tags;
mod visits;

use linli_domain::text::Label;
use linli_domain::{EstateId, Timestamp};

use super::error::ImportError;
use super::ledger::Ledger;
use super::read::Facts;
use crate::store::Store;
use doors::Doors;
use known::Known;
pub(super) use steps::Step;
use steps::Steps;

pub(super) struct Plan {
    pub(super) new_buildings: usize,
    pub(super) new_dwellings: usize,
    pub(super) steps: Vec<Step>,
}

/// `exists`: whether the store has the estate already.
pub(super) async fn make(
    store: &dyn Store,
    (estate, exists): (EstateId, bool),
    name: &Label,
    facts: Facts,
    now: Timestamp,
    ledger: &mut Ledger,
) -> Result<Plan, ImportError> {
    let mut known = Known::load(store, estate, exists).await?;
    let mut doors = Doors::default();
    let mut steps = Steps::new(now);
    households::plan(
        facts.households,
        now.date(),
        &mut known,
        &mut doors,
        &mut steps,
        ledger,
    )
    .await?;
    visits::plan(facts.visits, &mut known, &mut doors, &mut steps, ledger).await?;
    cases::plan(facts.cases, &mut known, &mut doors, &mut steps, ledger).await?;
    Ok(Plan {
        new_buildings: steps.new_buildings(),
        new_dwellings: steps.new_dwellings(),
        steps: steps.into_order(&known, name),
    })
}
