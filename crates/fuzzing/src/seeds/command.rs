use super::{Seed, seed, vectors};

/// Noon in China, March 2024: the month of the documents that the commands meet.
const AT: i64 = 1_709_265_600;

pub(super) fn seeds() -> Vec<Seed> {
    let json = include_str!("../../../../fixtures/wire/command.json");
    vectors::of(json)
        .into_iter()
        .map(|(name, command)| {
            seed(
                "command",
                name,
                [&[1][..], &AT.to_be_bytes(), &command].concat(),
            )
        })
        .collect()
}
