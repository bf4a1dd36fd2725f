//! What a fuzzer starts from: real encodings, a few of each.

mod assertion;
mod command;
mod fold;
mod import;
mod pack;
mod sync_request;
mod vectors;
mod wire;

/// A file of `fixtures/fuzz/<target>/`.
#[derive(Debug, Clone)]
pub struct Seed {
    pub target: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The seeds of every target.
pub fn all() -> Vec<Seed> {
    [
        assertion::seeds(),
        command::seeds(),
        fold::seeds(),
        import::seeds(),
        pack::seeds(),
        sync_request::seeds(),
        wire::seeds(),
    ]
    .concat()
}

fn seed(target: &'static str, name: impl Into<String>, bytes: Vec<u8>) -> Seed {
    Seed {
        target,
        name: name.into(),
        bytes,
    }
}
