//! What is tried, and what the server may say to it.

use super::line::Raw;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trick {
    /// A right visit on top of the own ones.
    Visit,
    Case,
    /// A visit beside all others: one head more.
    VisitApart,
    /// A right visit, said to have another outcome.
    Forged,
    /// A visit in somebody else's name.
    ForAnother,
    /// On a document without a right to it: another building's, another estate's, a directory.
    Elsewhere,
    /// As an actor of somebody else.
    Borrowed,
    /// On a state that never was.
    Baseless,
    /// In another life of the document.
    OtherLife,
    /// A document of the own building under the name of another place.
    Misplaced,
    /// A command that only a later version knows, and one on top of it.
    Newer,
    /// Bytes that are no command, inside a right seal.
    Garbage,
    /// An envelope that says to be another device's.
    Impersonating,
    /// An envelope that another key signed.
    Unsigned,
    /// An envelope with a changed byte.
    Tampered,
    /// An envelope that was taken before.
    Replayed,
    /// As many chains as an envelope may have, and one more.
    Crowded,
    /// An honest body with bytes changed.
    Mutated,
    /// A body of the fuzzers.
    Fuzzed,
    /// Lists and frames that say to be longer than they are, or longer than is allowed.
    Huge,
    /// Every feed and every document that there is.
    Greedy,
    /// A claim to hold every feed that there is.
    Knowing,
    /// A small body that unpacks to a large one.
    Bomb,
    /// Bytes under an encoding that they don't have.
    Misencoded,
    /// Half a body, and no more.
    HalfBody,
    WrongType,
    /// Paths, methods and headers that there are none of.
    Lost,
    /// With a token that is none, or an assertion in its place.
    Untrusted,
    /// An assertion for a token, bent; a code, guessed.
    Guessed,
}

impl Trick {
    /// Whether it stands on the device's own earlier work.
    pub(super) fn is_own_log(self) -> bool {
        matches!(self, Self::Visit | Self::Forged)
    }
}

/// Of a thousand requests, so many are of this kind.
pub(super) const SHARES: [(Trick, u64); 29] = [
    (Trick::Visit, 20),
    (Trick::Case, 5),
    (Trick::VisitApart, 5),
    (Trick::Forged, 10),
    (Trick::ForAnother, 40),
    (Trick::Elsewhere, 90),
    (Trick::Borrowed, 40),
    (Trick::Baseless, 40),
    (Trick::OtherLife, 40),
    (Trick::Misplaced, 40),
    (Trick::Newer, 30),
    (Trick::Garbage, 40),
    (Trick::Impersonating, 40),
    (Trick::Unsigned, 40),
    (Trick::Tampered, 40),
    (Trick::Replayed, 60),
    (Trick::Crowded, 2),
    (Trick::Mutated, 128),
    (Trick::Fuzzed, 60),
    (Trick::Huge, 50),
    (Trick::Greedy, 20),
    (Trick::Knowing, 20),
    (Trick::Bomb, 10),
    (Trick::Misencoded, 30),
    (Trick::HalfBody, 20),
    (Trick::WrongType, 20),
    (Trick::Lost, 20),
    (Trick::Untrusted, 20),
    (Trick::Guessed, 20),
];

/// What must come of it. Being told to wait is always right.
#[derive(Debug, Clone, Copy)]
pub(super) enum Must {
    /// Answered with one of these.
    Status(&'static [u16]),
    /// Written into the log.
    Taken,
    /// Answered, and nothing of it written.
    NotTaken,
    /// Whatever the rights allow; what was written is compared in the end.
    Answered,
}

#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) trick: Trick,
    pub(super) raw: Raw,
    pub(super) must: Must,
}

/// `number` below the sum of all shares.
pub(super) fn chosen(mut number: u64) -> Trick {
    for (trick, share) in SHARES {
        if number < share {
            return trick;
        }
        number -= share;
    }
    Trick::Mutated
}

pub(super) fn all() -> u64 {
    SHARES.iter().map(|(_, share)| share).sum()
}
