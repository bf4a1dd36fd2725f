//! A failing plan made small: steps are left out as long as it still fails.

use crate::plan::Plan;
use crate::world::{Failure, run};

/// Runs at most this often.
const TRIES: usize = 400;

/// A smaller plan that still fails, and how it fails.
pub fn shrink(plan: &Plan, failure: Failure) -> (Plan, Failure) {
    let mut best = (plan.clone(), failure);
    best.0.steps.truncate(best.1.step + 1);
    let mut tries = 0;
    let mut width = (best.0.steps.len() / 2).max(1);
    loop {
        let mut at = 0;
        let mut smaller = false;
        while at < best.0.steps.len() && tries < TRIES {
            let mut candidate = best.0.clone();
            candidate
                .steps
                .drain(at..(at + width).min(candidate.steps.len()));
            tries += 1;
            match run(&candidate, &mut |_| {}) {
                Err(failure) => {
                    best = (candidate, failure);
                    smaller = true;
                }
                Ok(_) => at += width,
            }
        }
        if tries >= TRIES || (width == 1 && !smaller) {
            return best;
        }
        width = (width / 2).max(1);
    }
}
