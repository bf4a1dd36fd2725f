//! The register's terms in Chinese and English.

mod choice;
mod command;
mod field;

pub(crate) use choice::{
    case_event, case_standing, case_status, channel, dispute_event_kind, dispute_outcome,
    dispute_status, due, event_kind, gender, method, outcome, referral_state, role, void, waits,
};
pub(crate) use command::command;
pub(crate) use field::field;
