//! What the register remarks about one person.

use super::super::draw::Draw;
use super::super::words;
use super::clause;
use super::compose::compose;

const CHARS: (usize, usize) = (8, 24);

pub(in super::super) fn about_resident(draw: &mut Draw) -> String {
    compose(draw, CHARS, |draw| match draw.below(6) {
        0 => clause::state(draw),
        1 => draw.lean(words::TROUBLES).to_owned(),
        2 => format!(
            "可联系{}{:04}",
            draw.lean(words::FAMILY),
            draw.below(10_000)
        ),
        3 => format!("常去{}", draw.pick(words::PLACES)),
        4 => format!(
            "{}上门{}",
            draw.lean(words::DAYS),
            draw.lean(words::APPOINTMENTS)
        ),
        _ => {
            let who = clause::speaker(draw);
            clause::statement(draw, &who)
        }
    })
}
