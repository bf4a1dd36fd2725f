use serde::Serialize;

use crate::ids::PersonId;
use crate::time::Timestamp;

/// Who wrote the value that a field has now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// `residents/<id>/phone`, as a [`Conflict`](super::Conflict) names it.
    pub path: String,
    pub by: PersonId,
    /// By the clock of the device that wrote it.
    pub at: Timestamp,
}
