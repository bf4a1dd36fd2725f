//! The end of a replica whose device was suspended: what it held can no longer be read by anybody.

use linli_domain::Timestamp;
use linli_wire::SignedLock;

use super::{Meta, Replica};
use crate::{Error, Result};

impl Replica {
    /// Whether the order is the server's and for this device. One that is not is passed over.
    pub(crate) fn lock_is_ordered(&self, order: &SignedLock) -> Result<Option<Timestamp>> {
        let server: Option<[u8; 32]> = Meta(&self.connection).array("server_key")?;
        let server = server.and_then(|key| ed25519_dalek::VerifyingKey::from_bytes(&key).ok());
        let (Some(server), Some(identity)) = (server, self.identity()?) else {
            return Ok(None);
        };
        let order = order.verify(identity.device, &server);
        Ok(order.map(|order| order.suspended_at))
    }

    /// Destroys the key: the device's own is forgotten, and the file is encrypted anew under one that nobody
    /// keeps. The host should forget its copy of the old key too, and drop the replica.
    pub(crate) fn lock_for_good(&mut self) -> Result<()> {
        let mut key = [0; 32];
        self.surroundings.fill(&mut key);
        // The key first: whatever comes between, the file can't be read, or the device can still be told again.
        linli_sqlite::rekey(&self.connection, &key.into()).map_err(Error::from)?;
        self.cache.clear();
        self.transact(|work| {
            let meta = Meta(work.tx);
            for secret in ["device_key", "token", "token_expires"] {
                meta.remove(secret)?;
            }
            Ok(())
        })
    }
}
