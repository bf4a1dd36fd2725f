#![doc = include_str!("../README.md")]

pub mod chains;
pub mod judge;
pub mod pack;
pub mod receive;

pub use chains::{OutboxEntry, PlannedChain, plan_chains};
pub use judge::{AcceptedChange, Bases, ForkEach, Judgement, Log, Right, judge};
pub use pack::OpenPack;
pub use receive::{Effect, ReceiveError, Receiver};
