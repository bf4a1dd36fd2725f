//! Everything a person can do, as data.
//!
//! A command carries all ids and times that it needs, so that executing it is a pure function of the
//! document, the actor and the command: the same bytes on every platform. What a command produces is
//! frozen by golden hashes; to change it, add a new variant and leave the old one as it is.

mod case;
mod directory;
mod dispute;
mod household;
mod visit;

pub use case::{
    AnswerCase, CloseCase, DispatchCase, NoteCase, NoteReferral, OpenCase, RecallCase, ReferCase,
    ReferralStep,
};
pub use directory::{
    AcceptAppointment, AddBuilding, AddDepartment, AddDwellings, Appoint, AppointActing, Dwelling,
    EndAppointment, HandOver, NameEstate, PlaceUnder, SetLease,
};
pub use dispute::{
    CloseDispute, DisputeOutcome, NoteDispute, OpenDispute, Party, SettleDispute,
    UnknownDisputeOutcome,
};
pub use household::{
    AddResident, ClearTag, Consent, ConsentMethod, ContactChannel, CorrectResident, EraseResident,
    ErasureGround, Gender, LinkDwelling, MergeHousehold, MergeResident, MoveInResident,
    MoveOutResident, NewResident, RecordConsent, RegisterHousehold, ResidentChange,
    SetContactPreference, SetDoNotVisit, SetTag, UnmergeHousehold, UnmergeResident,
    VerifyHousehold, WithdrawConsent, is_sensitive,
};
pub use visit::{
    CardNumber, CorrectVisit, Outcome, RecordVisit, Request, VisitChange, WithdrawVisit,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Kind;
use crate::ids::PersonId;
use crate::limits;
use crate::refusal::{Refusal, RefusalCode};
use crate::time::Timestamp;

macro_rules! commands {
    ($($kind:ident { $($(#[$doc:meta])* $name:ident $tag:literal),* $(,)? })*) => {
        /// One command (指令), addressed to one document.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Command {
            $($($(#[$doc])* $name($name),)*)*
        }

        impl Command {
            /// Every command's name, with the kind of document that it goes to.
            pub const NAMES: &[(&'static str, Kind)] = &[$($(($tag, Kind::$kind),)*)*];

            pub const fn name(&self) -> &'static str {
                match self { $($(Self::$name(_) => $tag,)*)* }
            }

            /// The kind of document to which it may be addressed.
            pub const fn kind(&self) -> Kind {
                match self { $($(Self::$name(_) => Kind::$kind,)*)* }
            }
        }

        $($(impl From<$name> for Command {
            fn from(command: $name) -> Self {
                Self::$name(command)
            }
        })*)*
    };
}

commands! {
    Directory {
        NameEstate "name_estate",
        SetLease "set_lease",
        AddBuilding "add_building",
        AddDwellings "add_dwellings",
        Appoint "appoint",
        EndAppointment "end_appointment",
        PlaceUnder "place_under",
        AppointActing "appoint_acting",
        HandOver "hand_over",
        AcceptAppointment "accept_appointment",
        AddDepartment "add_department",
    }
    Household {
        RegisterHousehold "register_household",
        LinkDwelling "link_dwelling",
        AddResident "add_resident",
        CorrectResident "correct_resident",
        MoveOutResident "move_out_resident",
        MoveInResident "move_in_resident",
        MergeResident "merge_resident",
        UnmergeResident "unmerge_resident",
        MergeHousehold "merge_household",
        UnmergeHousehold "unmerge_household",
        SetContactPreference "set_contact_preference",
        SetDoNotVisit "set_do_not_visit",
        VerifyHousehold "verify_household",
        RecordConsent "record_consent",
        WithdrawConsent "withdraw_consent",
        SetTag "set_tag",
        ClearTag "clear_tag",
        EraseResident "erase_resident",
    }
    Visits {
        RecordVisit "record_visit",
        CorrectVisit "correct_visit",
        WithdrawVisit "withdraw_visit",
    }
    Case {
        OpenCase "open_case",
        NoteCase "note_case",
        CloseCase "close_case",
        DispatchCase "dispatch_case",
        RecallCase "recall_case",
        AnswerCase "answer_case",
        ReferCase "refer_case",
        NoteReferral "note_referral",
    }
    Dispute {
        OpenDispute "open_dispute",
        NoteDispute "note_dispute",
        SettleDispute "settle_dispute",
        CloseDispute "close_dispute",
    }
}

impl Command {
    /// CBOR with field names; the same command always gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor_serde::to_vec(self)
            .expect("every command is plain data, and memory does not refuse bytes")
    }

    /// Total: any bytes give a command or a refusal, never a panic.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > limits::COMMAND_BYTES {
            return Err(RefusalCode::TooLarge.into());
        }
        let mut decoder = minicbor_serde::Deserializer::new(bytes);
        let command = Self::deserialize(&mut decoder).map_err(|_| RefusalCode::Malformed)?;
        if decoder.decoder().position() != bytes.len() {
            return Err(RefusalCode::Malformed.into());
        }
        Ok(command)
    }

    /// The name of the command that `bytes` begin to be, known or not; nothing else of them is looked at.
    pub fn name_in(bytes: &[u8]) -> Option<&str> {
        let mut decoder = minicbor::Decoder::new(bytes);
        match decoder.map() {
            Ok(Some(1)) => decoder.str().ok(),
            _ => None,
        }
    }

    /// Whether `bytes` are a command of a name that this build does not know: a newer peer's, not a
    /// malformed one.
    pub fn is_unknown(bytes: &[u8]) -> bool {
        Self::name_in(bytes).is_some_and(|name| {
            !name.is_empty() && Self::NAMES.iter().all(|(known, _)| *known != name)
        })
    }
}

/// A command as somebody gave it: by whom, and when by the clock of their device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub author: PersonId,
    /// Device time. Kept as a fact, never used for order.
    pub at: Timestamp,
    pub command: Command,
}
