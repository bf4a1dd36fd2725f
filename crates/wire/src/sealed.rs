//! An envelope that a colleague's phone carries: sealed to the server, so that the carrier reads and alters nothing.
//!
//! An anonymous box. X25519 between an ephemeral key and the server's, whose X25519 key is its Ed25519 key under the
//! birational map; HKDF-SHA256 gives a key that seals this one box with ChaCha20-Poly1305.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use curve25519_dalek::MontgomeryPoint;
use ed25519_dalek::{SigningKey, VerifyingKey};
use hkdf::Hkdf;
use linli_domain::ChangeHash;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::{Envelope, compression, limits};

const ALGORITHM_X25519: u8 = 1;
const CONTEXT: &[u8] = b"linli sealed 1";
/// A key seals one box only, so that its nonce may be the same always.
const NONCE: [u8; 12] = [0; 12];
/// Of zstd. A parcel may travel as pictures on a screen: every byte counts.
const LEVEL: i32 = 19;

/// What is inside a sealed envelope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CarriedEnvelope {
    #[n(0)]
    pub envelope: Envelope,
    /// Seconds, as in the hello of the author's own request: server time minus device time. Unset before the
    /// first answer.
    #[n(1)]
    pub clock_offset: Option<i64>,
}

/// Says nothing of its author but its length.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct SealedEnvelope {
    #[n(0)]
    algorithm: u8,
    /// X25519, of this box alone.
    #[cbor(n(1), with = "minicbor::bytes")]
    ephemeral: [u8; 32],
    /// A `CarriedEnvelope`, compressed with zstd and encrypted.
    #[cbor(n(2), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

impl std::fmt::Debug for SealedEnvelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedEnvelope({} bytes)", self.sealed.len())
    }
}

/// What became of one carried envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum CarriedOutcome {
    /// It was judged, as if its author had sent it. Its author hears the verdicts, not the carrier.
    #[n(1)]
    Delivered,
    /// The server has it already, and nothing was changed.
    #[n(2)]
    AlreadyDelivered,
    #[n(3)]
    Refused(#[n(0)] CarriedRefusal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum CarriedRefusal {
    /// It was altered on the way, or sealed for another server.
    #[n(1)]
    Unreadable,
    /// Its author's device is not enrolled here.
    #[n(2)]
    UnknownDevice,
    /// The device that it names did not sign it.
    #[n(3)]
    BadSignature,
    #[n(4)]
    TooLarge,
    /// Its author's device is suspended. What is in it is with the secretary, as if the device had sent it itself.
    #[n(5)]
    Suspended,
}

impl CarriedRefusal {
    /// A stable name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::UnknownDevice => "unknown_device",
            Self::BadSignature => "bad_signature",
            Self::TooLarge => "too_large",
            Self::Suspended => "suspended",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the server's key takes no secrets")]
    ServerKey,
    #[error("the sealed envelope has {bytes} bytes, more than {limit}")]
    TooLong { bytes: usize, limit: usize },
}

impl SealedEnvelope {
    /// `fresh`: 32 random bytes that nobody else knows and that are used for nothing else.
    ///
    /// # Errors
    /// `TooLong` if it were longer than `limits::CARRIED_BYTES`.
    pub fn seal(
        carried: &CarriedEnvelope,
        server: &VerifyingKey,
        fresh: [u8; 32],
    ) -> Result<Self, SealError> {
        if server.is_weak() {
            return Err(SealError::ServerKey);
        }
        let one_time = SigningKey::from_bytes(&fresh);
        let ephemeral = one_time.verifying_key().to_montgomery();
        let server = server.to_montgomery();
        let shared = server.mul_clamped(one_time.to_scalar_bytes());
        let key = box_key(&shared, &ephemeral, &server).ok_or(SealError::ServerKey)?;
        let plain = minicbor::to_vec(carried).expect("writing to memory does not fail");
        let payload = Payload {
            msg: &compression::compress_at(&plain, LEVEL),
            aad: CONTEXT,
        };
        let sealed = ChaCha20Poly1305::new(&key)
            .encrypt(&Nonce::from(NONCE), payload)
            .expect("an envelope is shorter than 256 GiB");
        let (bytes, limit) = (sealed.len(), limits::CARRIED_BYTES);
        if bytes > limit {
            return Err(SealError::TooLong { bytes, limit });
        }
        Ok(Self {
            algorithm: ALGORITHM_X25519,
            ephemeral: ephemeral.to_bytes(),
            sealed,
        })
    }

    /// What is inside, which is yet to be verified: anybody can seal anything.
    pub fn open(&self, server: &SigningKey) -> Result<CarriedEnvelope, CarriedRefusal> {
        if self.sealed.len() > limits::CARRIED_BYTES {
            return Err(CarriedRefusal::TooLarge);
        }
        let plain = self.decrypt(server).ok_or(CarriedRefusal::Unreadable)?;
        let plain =
            compression::decompress(&plain, limits::REQUEST_FRAME_BYTES).map_err(|error| {
                match error {
                    compression::CompressionError::TooLong { .. } => CarriedRefusal::TooLarge,
                    compression::CompressionError::Invalid(_) => CarriedRefusal::Unreadable,
                }
            })?;
        minicbor::decode(&plain).map_err(|_| CarriedRefusal::Unreadable)
    }

    /// Its name between carrier and server.
    pub fn hash(&self) -> ChangeHash {
        let digest = Sha256::new()
            .chain_update(CONTEXT)
            .chain_update([self.algorithm])
            .chain_update(self.ephemeral)
            .chain_update(&self.sealed);
        ChangeHash(digest.finalize().into())
    }

    /// What `limits::CARRIED_BYTES` bounds.
    pub fn box_bytes(&self) -> usize {
        self.sealed.len()
    }

    fn decrypt(&self, server: &SigningKey) -> Option<Vec<u8>> {
        if self.algorithm != ALGORITHM_X25519 {
            return None;
        }
        let ephemeral = MontgomeryPoint(self.ephemeral);
        let shared = ephemeral.mul_clamped(server.to_scalar_bytes());
        let key = box_key(&shared, &ephemeral, &server.verifying_key().to_montgomery())?;
        let payload = Payload {
            msg: &self.sealed,
            aad: CONTEXT,
        };
        let opened = ChaCha20Poly1305::new(&key).decrypt(&Nonce::from(NONCE), payload);
        opened.ok()
    }
}

/// Bound to both public keys. None where the shared secret is one that everybody knows.
fn box_key(
    shared: &MontgomeryPoint,
    ephemeral: &MontgomeryPoint,
    server: &MontgomeryPoint,
) -> Option<Key> {
    if shared.to_bytes() == [0; 32] {
        return None;
    }
    let salt = [ephemeral.to_bytes(), server.to_bytes()].concat();
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(&salt), &shared.to_bytes())
        .expand(CONTEXT, &mut key)
        .expect("32 bytes are one block");
    Some(key.into())
}

#[cfg(test)]
mod tests {
    use linli_domain::DeviceId;

    use super::*;
    use crate::EnvelopePayload;

    fn server() -> SigningKey {
        SigningKey::from_bytes(&[5; 32])
    }

    fn carried() -> CarriedEnvelope {
        let payload = EnvelopePayload {
            device: DeviceId::from_bytes([0xde; 16]),
            counter: 1,
            previous: ChangeHash([0; 32]),
            chains: Vec::new(),
        };
        CarriedEnvelope {
            envelope: Envelope::seal(&payload, &SigningKey::from_bytes(&[7; 32])),
            clock_offset: Some(-3),
        }
    }

    fn sealed() -> SealedEnvelope {
        SealedEnvelope::seal(&carried(), &server().verifying_key(), [9; 32]).unwrap()
    }

    #[test]
    fn only_its_server_opens_it() {
        assert_eq!(sealed().open(&server()), Ok(carried()));
        let other = SigningKey::from_bytes(&[6; 32]);
        assert_eq!(sealed().open(&other), Err(CarriedRefusal::Unreadable));
    }

    #[test]
    fn nothing_of_its_author_can_be_seen() {
        let bytes = minicbor::to_vec(sealed()).unwrap();
        assert!(!bytes.windows(4).any(|seen| seen == [0xde; 4]));
    }

    #[test]
    fn any_changed_byte_is_found() {
        let bytes = minicbor::to_vec(sealed()).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            if let Ok(changed) = minicbor::decode::<SealedEnvelope>(&changed) {
                assert_eq!(changed.open(&server()), Err(CarriedRefusal::Unreadable));
                assert_ne!(changed.hash(), sealed().hash());
            }
        }
    }

    #[test]
    fn keys_without_secrets_are_turned_away() {
        let weak = VerifyingKey::from_bytes(&{
            let mut one = [0; 32];
            one[0] = 1;
            one
        });
        let made = SealedEnvelope::seal(&carried(), &weak.unwrap(), [9; 32]);
        assert_eq!(made, Err(SealError::ServerKey));
        let mut known = sealed();
        known.ephemeral = [0; 32];
        assert_eq!(known.open(&server()), Err(CarriedRefusal::Unreadable));
    }
}
