use super::{Seed, seed, vectors};

pub(super) fn seeds() -> Vec<Seed> {
    [
        (
            "frames",
            include_str!("../../../../fixtures/wire/frames.json"),
        ),
        (
            "payload",
            include_str!("../../../../fixtures/wire/payload.json"),
        ),
        (
            "request",
            include_str!("../../../../fixtures/wire/request.json"),
        ),
        (
            "response",
            include_str!("../../../../fixtures/wire/response.json"),
        ),
    ]
    .into_iter()
    .flat_map(|(file, json)| {
        let vectors = vectors::of(json).into_iter();
        vectors.map(move |(name, bytes)| seed("wire", format!("{file}-{name}"), bytes))
    })
    .collect()
}
