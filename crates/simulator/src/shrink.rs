//! A failing plan made small: steps are left out as long as it still fails in the same way.

use crate::plan::Plan;
use crate::world::{Failure, run};

/// Runs at most this often.
const TRIES: usize = 400;
/// How many words of a failure say which promise was broken; behind them it is shown what was found.
const WORDS: usize = 12;

/// A smaller plan that still breaks the same promise, and how.
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
                Err(failure) if is_alike(&failure, &best.1) => {
                    best = (candidate, failure);
                    smaller = true;
                }
                _ => at += width,
            }
        }
        if tries >= TRIES || (width == 1 && !smaller) {
            return best;
        }
        width = (width / 2).max(1);
    }
}

/// Ids, times and numbers aside: another failure on the way hides the one that was looked for.
fn is_alike(one: &Failure, other: &Failure) -> bool {
    let words = |failure: &Failure| -> Vec<String> {
        let is_word = |word: &&str| !word.contains(|letter: char| letter.is_ascii_digit());
        let words = failure.broken.split(' ').filter(is_word);
        words.take(WORDS).map(str::to_owned).collect()
    };
    words(one) == words(other)
}
