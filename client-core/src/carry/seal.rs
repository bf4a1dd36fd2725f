//! Sealing the outbox for a colleague.

use ed25519_dalek::VerifyingKey;
use linli_sync::plan_chains;
use linli_wire::{CarriedEnvelope, SealedEnvelope};

use super::{MOST_PARCELS, parcel};
use crate::replica::{Meta, PendingRow, Replica};
use crate::{Error, Result};

/// Commands in one envelope, as in one request.
const MOST_COMMANDS: usize = 1_000;
/// Plain bytes of an envelope's commands. Whatever they are, the box has room for them.
const MOST_BYTES: usize = 350 * 1024;

/// What a colleague is to carry.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// A file, or through `parts::text_parts` codes on a screen.
    pub bytes: Vec<u8>,
    /// Commands in it.
    pub commands: usize,
    /// Commands in the outbox that found no room.
    pub left: usize,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Sealed({} commands, {} bytes)",
            self.commands,
            self.bytes.len()
        )
    }
}

impl Replica {
    /// Everything in the outbox, encrypted to the server. The outbox stays as it is. Also while the replica is
    /// locked: it is what a sync would send.
    ///
    /// # Errors
    /// `NothingToCarry` when the outbox is empty, `NoServerKey` when this device has not synced yet.
    pub fn seal_for_carrying(&mut self) -> Result<Sealed> {
        let key: Option<[u8; 32]> = Meta(self.past_the_lease()).array("server_key")?;
        let server = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let server = server.ok_or(Error::NoServerKey)?;
        let rows = PendingRow::first(self.past_the_lease(), MOST_PARCELS * MOST_COMMANDS)?;
        let entries: Vec<_> = rows.into_iter().map(|row| row.entry).collect();
        let offset = Meta(self.past_the_lease()).number("clock_offset")?;
        let mut envelopes = Vec::new();
        let mut rest = entries.as_slice();
        while !rest.is_empty() && envelopes.len() < MOST_PARCELS {
            let (now, later) = rest.split_at(room_for(rest));
            let planned = plan_chains(now, MOST_COMMANDS);
            let chains = planned.into_iter().map(|plan| plan.chain).collect();
            let carried = CarriedEnvelope {
                envelope: self.seal(chains)?,
                clock_offset: offset,
            };
            let mut fresh = [0; 32];
            self.surroundings.fill(&mut fresh);
            let sealed = SealedEnvelope::seal(&carried, &server, fresh);
            envelopes.push(sealed.map_err(|_| Error::NoServerKey)?);
            rest = later;
        }
        if envelopes.is_empty() {
            return Err(Error::NothingToCarry);
        }
        let commands = entries.len() - rest.len();
        Ok(Sealed {
            bytes: parcel::to_bytes(&envelopes),
            commands,
            left: self.unsent_count()?.saturating_sub(commands),
        })
    }
}

/// How many of the first entries go into one envelope: at least one.
fn room_for(entries: &[linli_sync::OutboxEntry]) -> usize {
    let mut bytes = 0;
    let fits = entries.iter().take(MOST_COMMANDS).take_while(|entry| {
        bytes += 200 + entry.base.len() * 34 + entry.command.len();
        bytes <= MOST_BYTES
    });
    fits.count().max(1)
}
