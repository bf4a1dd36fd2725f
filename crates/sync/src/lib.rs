#![doc = include_str!("../README.md")]

pub mod chains;
pub mod judge;
pub mod receive;

pub use chains::{OutboxEntry, PlannedChain, plan_chains};
pub use judge::{AcceptedChange, Judgement, Log, judge};
pub use receive::{Effect, Receiver, ReceiveError};
