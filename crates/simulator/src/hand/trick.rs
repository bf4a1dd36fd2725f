//! What is tried, and what the server must say to it.

use linli_client_core::domain::RefusalCode;
use linli_wire::Verdict;

use super::write::Written;

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trick {
    /// A command on any document, rightly done.
    Plain,
    /// The same, said to have another outcome.
    Forged,
    /// A visit in somebody else's name.
    ForAnother,
    /// A command that only a later version knows, and one on top of it.
    Newer,
    /// As an actor that belongs to another device.
    Borrowed,
    /// On a state that never was.
    Baseless,
    /// In another life of the document.
    OtherLife,
    /// A document under the name that it would have in another building.
    Misplaced,
    /// An envelope of another device.
    Impersonating,
    /// An envelope that another key signed.
    Unsigned,
    /// The same as `Plain`, as a parcel that it carries.
    Relayed,
    /// A parcel whose envelope another key signed.
    Smuggled,
    /// A change of its own that it gives back, as if the server had once sealed it.
    Unsealed,
    /// Asks for every feed and every document that there is.
    Greedy,
    /// Claims to hold every feed that there is.
    Knowing,
}

pub(super) const TRICKS: [Trick; 15] = [
    Trick::Plain,
    Trick::Forged,
    Trick::ForAnother,
    Trick::Newer,
    Trick::Borrowed,
    Trick::Baseless,
    Trick::OtherLife,
    Trick::Misplaced,
    Trick::Impersonating,
    Trick::Unsigned,
    Trick::Relayed,
    Trick::Smuggled,
    Trick::Unsealed,
    Trick::Greedy,
    Trick::Knowing,
];

/// What somebody may do with a feed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) writes: bool,
    /// Wrote there by an appointment that has ended.
    pub(super) wrote: bool,
    /// Read there by one, and no longer does.
    pub(super) left: bool,
    /// The device is suspended: whatever it may do at all waits for the secretary.
    pub(super) suspended: bool,
    /// The server came back from a backup: a right that is missing may be one that it lost.
    pub(super) healing: bool,
}

/// What the server must say.
pub(super) fn expected(trick: Trick, written: &Written, standing: Standing) -> Vec<Verdict> {
    let refused = |code: RefusalCode| Verdict::Refused(code.into());
    let surrenders = standing.left || standing.suspended;
    let no_right = match (standing.healing, surrenders) {
        (false, _) => refused(RefusalCode::NoRight),
        (true, false) => Verdict::Deferred,
        (true, true) => Verdict::Escrowed,
    };
    let verdict = match trick {
        Trick::Newer if surrenders => return vec![Verdict::Escrowed; 2],
        Trick::Borrowed | Trick::Baseless | Trick::OtherLife if surrenders => Verdict::Escrowed,
        Trick::Newer => return vec![Verdict::UpgradeNeeded, Verdict::Deferred],
        Trick::Borrowed => Verdict::ActorForked,
        Trick::Baseless => Verdict::Deferred,
        Trick::OtherLife => refused(RefusalCode::WrongEpoch),
        Trick::Misplaced => refused(RefusalCode::WrongDocument),
        Trick::Impersonating
        | Trick::Unsigned
        | Trick::Smuggled
        | Trick::Unsealed
        | Trick::Greedy
        | Trick::Knowing => return Vec::new(),
        _ if written.for_another => no_right,
        _ if !standing.writes && standing.wrote => Verdict::Escrowed,
        _ if !standing.writes => no_right,
        _ if standing.suspended => Verdict::Escrowed,
        Trick::Forged => Verdict::Superseded {
            seq: 0,
            hash: written.hash,
        },
        _ => Verdict::Accepted { seq: 0 },
    };
    vec![verdict]
}

/// Whatever the seq.
pub(super) fn agree(said: &[Verdict], expected: &[Verdict]) -> bool {
    said.len() == expected.len()
        && said.iter().zip(expected).all(|pair| match pair {
            (Verdict::Accepted { .. }, Verdict::Accepted { .. }) => true,
            (Verdict::Superseded { hash, .. }, Verdict::Superseded { hash: other, .. }) => {
                hash == other
            }
            (said, expected) => said == expected,
        })
}

pub(super) fn is_taken(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Accepted { .. } | Verdict::Superseded { .. }
    )
}
