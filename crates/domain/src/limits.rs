//! A bound on everything that comes from outside, with the unit in the name.
//!
//! The figures are generous for people and small for machines: the longest note in the sample of a
//! real estate's log is under 300 characters, the largest household has 14 residents.

/// Longest name of a person, in characters.
pub const NAME_CHARS: usize = 40;
/// Longest one-line label: building, unit, room, purpose, tag, category, relation.
pub const LABEL_CHARS: usize = 40;
/// Longest title of a case or of a dispute, and longest word on a party to one, in characters.
pub const TITLE_CHARS: usize = 120;
/// Longest free text: a visit's note, an event on a case or a dispute.
pub const NOTE_CHARS: usize = 2_000;
/// Longest telephone number, in characters, after parsing.
pub const PHONE_CHARS: usize = 20;

/// Residents in one command or one household.
pub const RESIDENTS_PER_HOUSEHOLD: usize = 64;
/// Flags on one household.
pub const TAGS_PER_HOUSEHOLD: usize = 32;
/// Requests raised in one visit.
pub const REQUESTS_PER_VISIT: usize = 16;
/// Residents met in one visit.
pub const MET_PER_VISIT: usize = 32;
/// Events on one case, or on one dispute.
pub const EVENTS_PER_CASE: usize = 2_000;
/// Parties to one dispute.
pub const PARTIES_PER_DISPUTE: usize = 16;
/// Departments of one place.
pub const DEPARTMENTS_PER_PLACE: usize = 200;
/// Dwellings added by one command.
pub const DWELLINGS_PER_COMMAND: usize = 1_000;
/// Changes named by one correction.
pub const CHANGES_PER_CORRECTION: usize = 16;

/// Days without contact after which a device locks itself: what an estate may choose.
pub const LEASE_DAYS: std::ops::RangeInclusive<u16> = 1..=365;
/// What holds where an estate has not chosen.
pub const LEASE_DAYS_DEFAULT: u16 = 30;

/// Longest encoded command, in bytes.
pub const COMMAND_BYTES: usize = 128 * 1024;

/// For so many days after an appointment has ended, what its holder recorded goes to the secretary.
pub const ESCROW_DAYS: i32 = 180;
/// For so many days after a server came back from a backup, a missing right or building may be one that it lost.
pub const HEALING_DAYS: i32 = 30;
/// Commands of one person that wait for a secretary's decision at once.
pub const ESCROWED_COMMANDS_PER_PERSON: usize = 10_000;
/// Longest word of a secretary to the author of something returned, in characters.
pub const RETURN_NOTE_CHARS: usize = 200;
