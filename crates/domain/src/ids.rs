//! Identifiers. Each is its own type, so that a visit's id never stands where a household's should.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        #[schemars(transparent)]
        pub struct $name(#[schemars(with = "String", extend("format" = "uuid"))] pub Uuid);

        impl $name {
            /// The id's 16 bytes, as they travel and as they are stored.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// `None` unless `bytes` are exactly 16.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(self.as_bytes())?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message("an id is 16 bytes"))
            }
        }
    )*};
}

uuid_id! {
    /// An estate (小区): the unit that is partitioned, numbered and administered.
    EstateId,
    /// A building (楼栋) of an estate; the scope of most feeds.
    BuildingId,
    /// A household (住户). Also the id of its document.
    HouseholdId,
    /// A resident (居民) of a household.
    ResidentId,
    /// A visit (走访).
    VisitId,
    /// A case (事项): complaint, opinion, request, wish or hazard. Also the id of its document.
    CaseId,
    /// A dispute (矛盾纠纷) under mediation. Also the id of its document.
    DisputeId,
    /// An event on a case or a dispute.
    EventId,
    /// A person who works with Linli: a head, a secretary, staff.
    PersonId,
    /// A phone, a terminal, or the server's own console.
    DeviceId,
    /// A document of any kind.
    DocumentId,
    /// One dated appointment of a person to a role.
    AppointmentId,
    /// A department (部门) to which cases are dispatched: 物业, 城管, 水务.
    DepartmentId,
}

impl PersonId {
    /// The operator of the server, in whose name imports and administration are recorded.
    pub const OPERATOR: Self = Self(Uuid::from_u128(0x4c69_6e6c_6900_8000_8000_6f70_6572_6174));
}

impl DeviceId {
    /// A device is its key: enrolling the same key twice gives the same device.
    pub fn of_public_key(key: &[u8; 32]) -> Self {
        let digest = Sha256::new()
            .chain_update(b"linli device 1")
            .chain_update(key)
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self::from_bytes(bytes)
    }
}

impl BuildingId {
    /// The building's id follows from its name, so that two imports of one estate agree.
    pub fn of_name(estate: EstateId, name: &str) -> Self {
        Self(Uuid::new_v5(
            &estate.0,
            format!("building/{name}").as_bytes(),
        ))
    }
}

impl DepartmentId {
    /// It follows from the name, so that two who add one department to a place apart agree.
    pub fn of_name(place: EstateId, name: &str) -> Self {
        Self(Uuid::new_v5(
            &place.0,
            format!("department/{name}").as_bytes(),
        ))
    }
}

impl From<HouseholdId> for DocumentId {
    fn from(id: HouseholdId) -> Self {
        Self(id.0)
    }
}

impl From<CaseId> for DocumentId {
    fn from(id: CaseId) -> Self {
        Self(id.0)
    }
}

impl From<DisputeId> for DocumentId {
    fn from(id: DisputeId) -> Self {
        Self(id.0)
    }
}

/// Who made a change, in Automerge's sense: one device, one installation, one unbroken line of work.
///
/// Reusing an actor after a clone or a restored backup would give two changes one sequence number and
/// wedge every replica that sees both, so the id depends on an install nonce that is kept outside the
/// database's backup, and on a fork number that grows after every refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub [u8; 16]);

impl ActorId {
    pub fn derive(device: DeviceId, install_nonce: &[u8; 16], fork: u32) -> Self {
        let digest = Sha256::new()
            .chain_update(b"linli actor 1")
            .chain_update(device.as_bytes())
            .chain_update(install_nonce)
            .chain_update(fork.to_be_bytes())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }
}

/// The SHA-256 of a change, by which documents name their heads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeHash(pub [u8; 32]);

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ChangeHash {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut hash = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err("a change hash is 64 hexadecimal digits");
        }
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| "not ASCII")?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| "not hexadecimal")?;
        }
        Ok(Self(hash))
    }
}

impl Serialize for ChangeHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChangeHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

macro_rules! byte_string {
    ($($name:ident: $len:literal),*) => {$(
        impl $name {
            /// `None` unless `bytes` have exactly the id's length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message("wrong length"))
            }
        }
    )*};
}

byte_string!(ActorId: 16, ChangeHash: 32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_depends_on_device_nonce_and_fork() {
        let device = DeviceId::from_bytes([1; 16]);
        let actor = ActorId::derive(device, &[2; 16], 0);
        assert_eq!(actor, ActorId::derive(device, &[2; 16], 0));
        assert_ne!(actor, ActorId::derive(device, &[2; 16], 1));
        assert_ne!(actor, ActorId::derive(device, &[3; 16], 0));
        assert_ne!(
            actor,
            ActorId::derive(DeviceId::from_bytes([4; 16]), &[2; 16], 0)
        );
    }

    #[test]
    fn a_change_hash_reads_what_it_prints() {
        let hash = ChangeHash(std::array::from_fn(|i| i as u8 * 7));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert!("zz".repeat(32).parse::<ChangeHash>().is_err());
        assert!("ab".parse::<ChangeHash>().is_err());
    }
}
