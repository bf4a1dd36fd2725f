//! Who this device is, and for whom it works.

use ed25519_dalek::SigningKey;
use linli_domain::{ActorId, DeviceId, EstateId, PersonId, Timestamp};
use serde::Serialize;

use super::{Meta, Replica, Work};
use crate::{Error, Result};

/// What joining gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    pub device: DeviceId,
    pub person: PersonId,
    pub name: String,
    /// Base address of the server, without a trailing slash.
    pub server: String,
    pub estates: Vec<(EstateId, String)>,
}

impl Replica {
    /// `None` before joining.
    pub fn identity(&self) -> Result<Option<Identity>> {
        let meta = Meta(&self.connection);
        let (Some(device), Some(person), Some(name), Some(server)) = (
            meta.array("device")?,
            meta.array("person")?,
            meta.text("person_name")?,
            meta.text("server")?,
        ) else {
            return Ok(None);
        };
        let mut statement = self
            .connection
            .prepare("SELECT id, name FROM estates ORDER BY name")?;
        let estates = statement
            .query_map([], |row| {
                Ok((EstateId::from_bytes(row.get(0)?), row.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        let (device, person) = (DeviceId::from_bytes(device), PersonId::from_bytes(person));
        Ok(Some(Identity {
            device,
            person,
            name,
            server,
            estates,
        }))
    }

    pub(crate) fn signing_key(&self) -> Result<SigningKey> {
        let seed: Option<[u8; 32]> = Meta(&self.connection).array("device_key")?;
        seed.map(|seed| SigningKey::from_bytes(&seed))
            .ok_or(Error::NotJoined)
    }

    /// Makes the device's key when there is none yet; joining again after a lost answer uses the same.
    pub(crate) fn ensure_signing_key(&mut self) -> Result<SigningKey> {
        if let Ok(key) = self.signing_key() {
            return Ok(key);
        }
        let mut seed = [0; 32];
        self.surroundings.fill(&mut seed);
        self.transact(|work| Meta(work.tx).set("device_key", &seed))?;
        Ok(SigningKey::from_bytes(&seed))
    }
}

impl Work<'_> {
    pub(crate) fn server_now(&self) -> Result<Timestamp> {
        Meta(self.tx).server_now(self.surroundings)
    }

    pub(crate) fn person(&self) -> Result<PersonId> {
        let person = Meta(self.tx).array("person")?;
        person.map(PersonId::from_bytes).ok_or(Error::NotJoined)
    }

    /// The actor under which this installation writes now, in a document with that fork number.
    pub(crate) fn actor(&self, fork: u32) -> Result<ActorId> {
        let device: Option<[u8; 16]> = Meta(self.tx).array("device")?;
        let device = device.map(DeviceId::from_bytes).ok_or(Error::NotJoined)?;
        Ok(ActorId::derive(device, &self.install_nonce, fork))
    }
}
