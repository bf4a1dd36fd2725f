//! The store on one SQLite file: one writer thread with group commit, a few readers.
//!
//! | file | does |
//! | --- | --- |
//! | `open`, `store` | the file and its threads; the trait |
//! | `writer`, `job` | takes what is queued, runs it in one transaction, answers after the commit |
//! | `writing` | one such transaction, and what is kept in memory from one to the next |
//! | `push`, `console` | commands into the log |
//! | `erasing`, `retiring` | documents begun anew, without what is erased or was kept long enough |
//! | `secrets`, `told`, `epochs` | what of somebody may stand in texts; where; from what the actors of a new epoch follow |
//! | `archive/` | what is off the phones and kept here until its term is over |
//! | `escrow`, `forgotten` | work that waits for a secretary's decision; what of it is not kept |
//! | `returning` | what devices give back to a server from an old backup |
//! | `chain_log`, `refusals`, `envelopes` | what the tables say of a chain, its actor, its device |
//! | `dispatching`, `desk` | to which department a case is dispatched; what its handlers read and answer |
//! | `loaded`, `estates`, `bases`, `cache` | documents and estates in memory |
//! | `roster` | buildings, departments and appointments, a projection of the directory |
//! | `readers`, `reading`, `tail` | what is read beside the writer |
//! | `packing`, `packs` | snapshots of whole feeds, made once and sent often |
//! | `duplicates` | who may be written down twice, looked for at night |
//! | `audit/` | who wrote, read, exported or erased, chained by hash |
//! | `identity`, `deposits` | devices, token keys; what opens a replica without its PIN |
//! | `codes` | one-time codes: of an invitation, of a release |
//!
//! What the tables hold stands in `docs/STORAGE.md`.

pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod bases;
mod cache;
mod chain_log;
mod codes;
pub(crate) mod columns;
mod console;
mod cutter;
mod deposits;
mod desk;
pub(crate) mod dispatching;
mod doors;
mod duplicates;
mod envelopes;
mod epochs;
mod erasing;
mod escrow;
mod estates;
mod forgotten;
mod identity;
mod job;
pub(crate) mod loaded;
pub(crate) mod open;
mod packing;
mod packs;
mod push;
mod readers;
pub(crate) mod reading;
mod refusals;
mod retiring;
mod returning;
pub(crate) mod roster;
pub(crate) mod schema;
mod secrets;
mod store;
mod tail;
mod taken;
mod told;
mod unheard;
mod writer;
pub(crate) mod writing;

pub use open::{Fresh, OpenStoreError, SqliteStore};
