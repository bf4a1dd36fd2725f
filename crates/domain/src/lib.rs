#![doc = include_str!("../README.md")]

pub mod command;
pub mod document;
pub mod exchange;
pub mod ids;
pub mod level;
pub mod limits;
pub mod privacy;
pub mod refusal;
pub mod rights;
pub mod role;
pub mod text;
pub mod time;
pub mod view;

pub use command::{Command, Recorded};
pub use document::{DocumentKey, Epoch, FeedId, Kind, Seq};
pub use ids::{
    ActorId, AppointmentId, BuildingId, CaseId, ChangeHash, DepartmentId, DeviceId, DisputeId,
    DocumentId, EstateId, EventId, HouseholdId, PersonId, ResidentId, VisitId,
};
pub use level::Level;
pub use refusal::{Refusal, RefusalCode};
pub use role::Role;
pub use time::{Date, Month, Timestamp};
