//! The secretary's inbox: work whose author may no longer do it, as the server lists it, and the decision.

use linli_domain::{BuildingId, Command, DeviceId, EstateId, PersonId, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::errand::Errand;
use super::http::Method;
use crate::Result;
use crate::replica::Replica;

/// What waits in an estate for this person's decision, the oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inbox {
    pub waiting: Vec<Waiting>,
    /// There is more than one answer holds.
    pub more: bool,
}

/// Commands of one author to one document, which are decided on together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub id: Uuid,
    /// `appointment_ended`, `device_suspended`, or a word of a newer server.
    pub reason: String,
    pub author: Named<PersonId>,
    pub device: Named<DeviceId>,
    /// By the server's clock.
    pub received_at: Timestamp,
    /// Server time minus device time, in seconds.
    pub clock_offset: Option<i64>,
    pub kind: String,
    /// Unset for what concerns the whole place.
    pub building: Option<Named<BuildingId>>,
    pub commands: Vec<Given>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<T> {
    pub id: T,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// By the author's device's clock.
    pub at: Timestamp,
    /// `None` for one of a newer version.
    #[serde(deserialize_with = "known")]
    pub command: Option<Command>,
}

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// With `Impossible`: the code of the rule.
    pub refusal: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Adopted,
    Returned,
    /// Nothing changed: it stands on other work that waits.
    Waits,
    /// Nothing changed: the register refuses it as it is now. It can be returned only.
    Impossible,
}

fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Command>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

impl Replica {
    /// Asks what waits in an estate for this person's decision.
    pub fn inbox(&self, estate: EstateId) -> Result<Errand<Inbox>> {
        self.reading()?;
        let path = format!("/v1/estates/{estate}/escrow");
        Ok(Errand::new(Method::Get, path, None))
    }

    /// Takes what waits into the register, as its author's work.
    pub fn adopt(&self, id: Uuid) -> Result<Errand<Decision>> {
        self.reading()?;
        Ok(Errand::new(
            Method::Post,
            format!("/v1/escrow/{id}/adopt"),
            None,
        ))
    }

    /// Gives it back to its author, with a word of up to `limits::RETURN_NOTE_CHARS` characters.
    pub fn give_back(&self, id: Uuid, note: &str) -> Result<Errand<Decision>> {
        self.reading()?;
        let body = serde_json::json!({ "note": note }).to_string().into_bytes();
        Ok(Errand::new(
            Method::Post,
            format!("/v1/escrow/{id}/return"),
            Some(body),
        ))
    }
}
