use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{DocumentId, PersonId};
use crate::time::Timestamp;

/// One field that several people wrote without knowing of each other (冲突). It stays until somebody
/// decides, by writing the field again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    pub document: DocumentId,
    /// `residents/<id>/phone`.
    pub path: String,
    /// At least two, the one that is shown meanwhile first.
    pub values: Vec<ConflictValue>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConflictValue {
    /// As text; `None`: the value was taken away.
    pub value: Option<String>,
    pub by: PersonId,
    /// By the clock of the device that wrote it.
    pub at: Timestamp,
}
