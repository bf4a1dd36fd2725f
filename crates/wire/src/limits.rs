//! Bounds of the protocol. A peer that exceeds one gets a clear error and changes nothing.

/// Changes given back in one request, together.
pub const GIVEN_BACK_CHANGES: usize = 4_096;
/// Longest compressed request, in bytes.
pub const REQUEST_BYTES: usize = 4 * 1024 * 1024;
/// Longest request after decompression, in bytes.
pub const REQUEST_PLAIN_BYTES: usize = 16 * 1024 * 1024;
/// Longest frame of a request, in bytes. An envelope is one frame.
pub const REQUEST_FRAME_BYTES: usize = 8 * 1024 * 1024;
/// Longest frame of a response, in bytes. A snapshot is one frame.
pub const RESPONSE_FRAME_BYTES: usize = 32 * 1024 * 1024;
/// Frames in one request.
pub const REQUEST_FRAMES: usize = 1_024;
/// Sealed envelopes that one request carries for others.
pub const CARRIED_PER_REQUEST: usize = 8;
/// Encrypted bytes of one sealed envelope. It does not compress any more, and fits beside a full envelope of the
/// carrier's own.
pub const CARRIED_BYTES: usize = 512 * 1024;
/// Chains in one envelope.
pub const CHAINS_PER_ENVELOPE: usize = 2_048;
/// Commands in one envelope.
pub const COMMANDS_PER_ENVELOPE: usize = 4_096;
/// Encoded bytes with which a replica takes an envelope for full. An envelope that does not compress still
/// fits into a request.
pub const ENVELOPE_BYTES: usize = 3 * 1024 * 1024;
/// Base heads of one chain: as many devices may have written to a document at the same time.
pub const HEADS_PER_CHAIN: usize = 4_096;
/// Heads of one document. Who would add one more beside these is told to do its work again on what is there;
/// else a single device could make so many that no chain of anybody had room to name them.
pub const HEADS_PER_DOCUMENT: usize = 512;
/// Feed cursors of one estate.
pub const CURSORS_PER_ESTATE: usize = 4_096;
/// Documents asked for anew in one request.
pub const WANTED_DOCUMENTS: usize = 256;
/// Plain bytes of snapshots after which a pack is closed.
pub const PACK_BYTES: usize = 1024 * 1024;
/// Plain bytes of a response after which the server stops and says `more`.
pub const RESPONSE_BYTES: u32 = 64 * 1024 * 1024;
