//! What each field is kept for, by what right and for how long (用途、法律依据、保存期限).
//!
//! The register that `docs/PRIVACY.md` explains. It is the source of the `x-` members of `schemas/`, of the
//! record of processing that `linli-server privacy report` prints, and of the terms by which retention works.
//! A field of a document or command that it lacks does not compile, and neither does a command.

mod basis;
mod commands;
mod documents;
mod field;
mod purpose;
mod retention;
mod tables;
mod words;

pub use basis::Basis;
pub use field::{Field, Fields};
pub use purpose::{PURPOSES, Purpose, Sensitivity, Subject};
pub use retention::{
    AFTER_OFFICE, CASES_AT_HAND, DISPUTES_AT_HAND, Event, PROOF_OF_CONSENT, QUIET_CASE,
    QUIET_DISPUTE, Retention, Term, VISITS_AT_HAND,
};
pub use tables::{TABLES, Table};

use crate::document::Kind;

/// Of each type that a document is read as, and of each of its parts.
pub fn of_documents() -> impl Iterator<Item = &'static Fields> {
    documents::FIELDS.iter()
}

/// Of each command, then of each of their parts.
pub fn of_commands() -> impl Iterator<Item = &'static Fields> {
    commands::FIELDS.into_iter().flatten()
}

/// How long a document of this kind is kept, when nothing else ends it before.
pub const fn retention(kind: Kind) -> Retention {
    match kind {
        Kind::Directory => Retention::WithEstate,
        Kind::Household => retention::AFTER_MOVING_OUT,
        Kind::Visits => retention::AFTER_A_VISIT,
        Kind::Case => retention::AFTER_CLOSING,
        Kind::Dispute => retention::AFTER_MEDIATION,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_purpose_is_somebodys_and_has_words_of_its_own() {
        let used: BTreeSet<&str> = of_documents()
            .chain(of_commands())
            .flat_map(|fields| fields.fields)
            .filter_map(|field| field.purpose)
            .chain(TABLES.iter().map(|table| table.purpose))
            .map(|purpose| purpose.code)
            .collect();
        let known: BTreeSet<&str> = PURPOSES.iter().map(|purpose| purpose.code).collect();
        assert_eq!(used, known);
        assert_eq!(known.len(), PURPOSES.len());
        let words: BTreeSet<&str> = PURPOSES
            .iter()
            .flat_map(|purpose| [purpose.zh, purpose.en])
            .collect();
        assert_eq!(words.len(), 2 * PURPOSES.len());
    }

    #[test]
    fn what_the_law_calls_sensitive_rests_on_consent_of_its_own() {
        for purpose in PURPOSES {
            if purpose.sensitivity == Sensitivity::Sensitive {
                assert_eq!(purpose.basis, Basis::SeparateConsent, "{}", purpose.code);
            }
        }
    }
}
