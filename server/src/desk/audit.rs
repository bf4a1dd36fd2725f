//! The audit log as an auditor reads it.

use std::collections::BTreeSet;

use linli_domain::rights;
use linli_domain::{DeviceId, EstateId, PersonId, Seq, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, DeskError, ROWS_MAX};
use crate::store::{AuditEntry, AuditEvent, AuditFilter, hex};

/// A row of the audit log: ids and counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditRow {
    /// 1, 2, 3, … over the whole server.
    pub number: u64,
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    /// Stable.
    #[schema(example = "pushed")]
    pub event: String,
    /// Who did it; unset: the operator at the console.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub person: Option<PersonId>,
    #[schema(value_type = Option<String>, format = "uuid")]
    pub device: Option<DeviceId>,
    #[schema(value_type = Option<String>, format = "uuid")]
    pub estate: Option<EstateId>,
    /// The numbers of the commands that it covers; unset: none.
    pub first_seq: Option<Seq>,
    pub last_seq: Option<Seq>,
    /// Commands, rows read, people shown.
    pub count: u64,
    /// Whom or what it was done to.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub subject: Option<Uuid>,
    /// Why, as a stable word.
    pub ground: Option<String>,
    /// Of this row, over the one before: 64 hexadecimal digits.
    pub hash: String,
}

impl From<AuditEntry> for AuditRow {
    fn from(entry: AuditEntry) -> Self {
        Self {
            number: entry.number,
            at: entry.at,
            event: entry.event,
            person: entry.person,
            device: entry.device,
            estate: entry.estate,
            first_seq: entry.commands.map(|covered| covered.first),
            last_seq: entry.commands.map(|covered| covered.last),
            count: entry.count,
            subject: entry.subject,
            ground: entry.ground,
            hash: hex(&entry.hash),
        }
    }
}

impl Desk<'_> {
    /// The rows about the places where the caller is an auditor today, those behind number `after`; and whether there
    /// are more than `limit`, which is at most [`ROWS_MAX`].
    ///
    /// That somebody looked is one row more, about no place: looking again does not show it.
    ///
    /// # Errors
    /// `Forbidden` for everybody else.
    pub async fn audit(
        &self,
        after: u64,
        limit: usize,
    ) -> Result<(Vec<AuditRow>, bool), DeskError> {
        let grants = self.grants().await?;
        let places: BTreeSet<EstateId> = rights::audited(&grants, self.now.date()).collect();
        if places.is_empty() {
            return Err(DeskError::Forbidden);
        }
        let limit = limit.clamp(1, ROWS_MAX);
        let mut found = Vec::new();
        for estate in places {
            let filter = AuditFilter {
                estate: Some(estate),
                since: None,
            };
            found.extend(self.store.audit(filter, after, limit + 1).await?);
            // Of all places together no more is shown than of one.
            found.sort_unstable_by_key(|row| row.number);
            found.truncate(limit + 1);
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let note = self.note(AuditEvent::AuditRead, None, found.len() as u64);
        self.store.note(note).await?;
        Ok((found.into_iter().map(AuditRow::from).collect(), more))
    }
}
