//! What each command does, and every reason for which it is refused.

mod case;
mod conflicts;
mod departments;
mod directory;
mod dispute;
mod document;
mod household;
mod referral;
mod replica;
mod residents;
mod tags;
mod twin;
mod visits;
mod written;
