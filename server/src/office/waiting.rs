//! What waits, as an official reads it.

use std::collections::BTreeMap;

use linli_domain::{BuildingId, DeviceId, DocumentId, PersonId, Timestamp};
use linli_wire::ChainEntry;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::Escrowed;

/// Commands of one author to one document, which are decided on together.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Waiting)]
pub struct Waiting {
    /// What a decision names.
    #[schema(value_type = String, format = "uuid")]
    pub id: Uuid,
    pub reason: Reason,
    pub author: Author,
    pub device: Device,
    /// By the server's clock.
    #[schema(value_type = String, format = "date-time")]
    pub received_at: Timestamp,
    /// Seconds: server time minus device time, as the device estimated it. Unset where it did not know.
    pub clock_offset: Option<i64>,
    /// The kind of document: `directory`, `household`, `visits`, `case` or `dispute`.
    #[schema(value_type = String, example = "visits")]
    pub kind: &'static str,
    #[schema(value_type = String, format = "uuid")]
    pub document: DocumentId,
    /// Unset for what concerns the whole place.
    pub building: Option<Place>,
    /// In the order in which they were given.
    pub commands: Vec<Command>,
}

/// Why its author may not do it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    AppointmentEnded,
    DeviceSuspended,
}

impl Reason {
    pub const fn zh(self) -> &'static str {
        match self {
            Self::AppointmentEnded => "任期已结束",
            Self::DeviceSuspended => "设备已停用",
        }
    }

    pub const fn en(self) -> &'static str {
        match self {
            Self::AppointmentEnded => "the appointment had ended",
            Self::DeviceSuspended => "the device was suspended",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Author {
    #[schema(value_type = String, format = "uuid")]
    pub id: PersonId,
    /// Empty for somebody whom no directory names any more.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AuthorsDevice)]
pub struct Device {
    #[schema(value_type = String, format = "uuid")]
    pub id: DeviceId,
    /// What its owner calls it.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Building)]
pub struct Place {
    #[schema(value_type = String, format = "uuid")]
    pub id: BuildingId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = WaitingCommand)]
pub struct Command {
    /// By the device's clock.
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    /// As `schemas/commands` describes it; `null` for one of a newer version than the server's, and for one of which
    /// nothing is kept, since somebody whom it told of was erased.
    #[schema(value_type = Option<Object>)]
    pub command: Option<linli_domain::Command>,
}

impl Waiting {
    pub(super) fn of(
        one: Escrowed,
        author: Option<String>,
        device: Option<String>,
        buildings: &BTreeMap<BuildingId, String>,
    ) -> Self {
        let document = one.chain.document;
        let building = document.building().map(|id| Place {
            id,
            name: buildings.get(&id).cloned().unwrap_or_default(),
        });
        Self {
            id: one.id,
            reason: if one.suspended {
                Reason::DeviceSuspended
            } else {
                Reason::AppointmentEnded
            },
            author: Author {
                id: one.person,
                name: author.unwrap_or_default(),
            },
            device: Device {
                id: one.device,
                name: device.unwrap_or_default(),
            },
            received_at: one.received_at,
            clock_offset: one.clock_offset,
            kind: document.kind().as_str(),
            document: document.id(),
            building,
            commands: one.chain.entries.iter().map(Command::of).collect(),
        }
    }

    /// About how many bytes it takes where it is shown.
    pub fn bytes(&self) -> usize {
        const ABOUT_EACH: usize = 512;
        let told = |command: &Command| {
            let bytes = command.command.as_ref().map_or(0, |it| it.to_bytes().len());
            ABOUT_EACH + bytes
        };
        ABOUT_EACH + self.commands.iter().map(told).sum::<usize>()
    }
}

impl Command {
    fn of(entry: &ChainEntry) -> Self {
        Self {
            at: entry.at,
            command: linli_domain::Command::from_bytes(&entry.command).ok(),
        }
    }
}
