//! Clauses strung together up to a length.

use super::super::draw::Draw;

/// Joins clauses until the text has about a length drawn from `low` to `high` characters, and ends
/// it. A clause that would overshoot `high` is replaced by another; after a few attempts it stays.
pub(super) fn compose(
    draw: &mut Draw,
    (low, high): (usize, usize),
    mut clause: impl FnMut(&mut Draw) -> String,
) -> String {
    let target = draw.between(low, high);
    let mut text = clause(draw);
    let mut attempts = 0;
    while text.chars().count() + 4 < target && attempts < 6 {
        let next = clause(draw);
        if text.chars().count() + next.chars().count() + 2 > high || text.contains(&next) {
            attempts += 1;
            continue;
        }
        text.push_str(draw.weigh(&[(16, "，"), (2, "；"), (3, "。")]));
        text.push_str(&next);
    }
    text.push('。');
    text
}
