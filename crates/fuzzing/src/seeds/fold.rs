use super::{Seed, seed};

/// A name, the steps, and the server's numbers of the changes that they make.
type Story = (&'static str, &'static [[u8; 3]], &'static [u8]);

const STORIES: &[Story] = &[
    (
        "one-hand",
        &[[0, 0, 0], [0, 1, 1], [0, 6, 2], [0, 1, 3]],
        &[1, 2, 3, 4],
    ),
    (
        "closed-twice-apart",
        &[
            [0, 0, 0],
            [1, 3, 0],
            [0, 2, 1],
            [1, 2, 2],
            [0, 3, 1],
            [0, 1, 3],
        ],
        &[1, 3, 2, 9],
    ),
    (
        "pending-behind-accepted",
        &[
            [0, 0, 0],
            [1, 3, 0],
            [2, 3, 0],
            [0, 2, 1],
            [1, 1, 2],
            [2, 2, 3],
        ],
        &[1, 0, 5, 0],
    ),
    (
        "one-event-from-two-hands",
        &[
            [0, 0, 0],
            [1, 3, 0],
            [0, 1, 5],
            [1, 2, 5],
            [2, 3, 1],
            [2, 2, 6],
        ],
        &[4, 3, 2, 1],
    ),
    (
        "numbers-shared-and-far-apart",
        &[[0, 0, 0], [0, 2, 1], [1, 3, 0], [1, 2, 2], [1, 1, 3]],
        &[255, 7, 7, 255],
    ),
    (
        "opened-by-three",
        &[[0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 3, 1], [0, 2, 1]],
        &[],
    ),
    (
        "with-departments",
        &[
            [0, 0, 0],
            [1, 3, 0],
            [0, 14, 1],
            [1, 22, 2],
            [0, 18, 3],
            [1, 26, 4],
            [0, 22, 5],
            [1, 2, 6],
        ],
        &[1, 2, 5, 4, 3, 6, 7],
    ),
];

pub(super) fn seeds() -> Vec<Seed> {
    STORIES
        .iter()
        .map(|(name, steps, numbers)| {
            let mut bytes = vec![steps.len() as u8];
            bytes.extend(steps.iter().flatten());
            bytes.extend_from_slice(numbers);
            seed("fold", *name, bytes)
        })
        .collect()
}
