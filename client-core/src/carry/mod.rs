//! Work that a colleague's phone carries: sealed here, taken there, sent with that phone's next sync.
//!
//! The author's outbox stays as it is. When its phone has a signal again it syncs as always, hears that the server
//! has everything already, and so gets its verdicts. The carrier learns that a parcel arrived, and nothing else.

mod parcel;
pub mod parts;
mod seal;
mod table;

pub use seal::Sealed;
pub use table::Parcel;
pub(crate) use table::waiting;

/// Parcels that a device carries at the same time, those that were refused left out.
pub const MOST_PARCELS: usize = 32;
/// Their bytes, all together.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
