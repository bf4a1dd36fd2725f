//! What one client was told to record, and what it said.

use uuid::Uuid;

/// One run of `linli` that records something.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    /// In the text that was recorded, and nowhere else in the estate.
    pub(super) marker: String,
    pub(super) deed: Deed,
    /// `None`: it was killed before it said anything. Then it is there once, or not at all.
    pub(super) said: Option<Ids>,
}

#[derive(Debug, Clone)]
pub(super) enum Deed {
    Visit,
    CaseNote,
    /// The marker is the new telephone number. No other client touches this resident.
    Phone {
        resident: Uuid,
    },
}

/// The ids in the answer, as far as the deed has them.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids {
    pub(super) visit: Option<Uuid>,
    pub(super) event: Option<Uuid>,
    /// Cases that the visit raised.
    pub(super) cases: Vec<Uuid>,
}

/// In the order in which it happened.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    pub(super) building: String,
    pub(super) attempts: Vec<Attempt>,
}
