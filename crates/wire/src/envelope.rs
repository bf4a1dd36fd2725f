//! Commands on their way: grouped by causal position, signed by the device, numbered and chained.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use linli_domain::{ActorId, ChangeHash, DeviceId, DocumentKey, Epoch, Timestamp};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::{ChangeMark, limits};

/// Ed25519. The number leaves room for P-256 (2) and SM2 (3).
const ALGORITHM_ED25519: u8 = 1;
const CONTEXT: &[u8] = b"linli envelope 1";

/// A signed parcel of commands.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Envelope {
    #[n(0)]
    algorithm: u8,
    /// An encoded `EnvelopePayload`.
    #[cbor(n(1), with = "minicbor::bytes")]
    payload: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    signature: Vec<u8>,
}

impl std::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Envelope({} bytes)", self.payload.len())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct EnvelopePayload {
    #[n(0)]
    pub device: DeviceId,
    /// Grows by one with every envelope that the device seals.
    #[n(1)]
    pub counter: u64,
    /// The hash of the device's envelope before this one; zeros before the first.
    #[n(2)]
    pub previous: ChangeHash,
    #[n(3)]
    pub chains: Vec<Chain>,
}

/// Commands of one actor on one document, each executed on the result of the one before.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Chain {
    #[n(0)]
    pub document: DocumentKey,
    #[n(1)]
    pub epoch: Epoch,
    #[n(2)]
    pub actor: ActorId,
    /// The document's heads when the first command was executed. None: the genesis alone, which follows from
    /// the document's name.
    #[n(3)]
    pub base: Vec<ChangeHash>,
    /// Of the change that the last command made.
    #[n(4)]
    pub result: ChangeMark,
    #[n(5)]
    pub entries: Vec<ChainEntry>,
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Chain({}, {} commands)",
            self.document.id(),
            self.entries.len()
        )
    }
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct ChainEntry {
    /// When it was given, by the device's clock.
    #[n(0)]
    pub at: Timestamp,
    /// `Command::to_bytes`.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub command: Vec<u8>,
}

impl std::fmt::Debug for ChainEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChainEntry({} bytes)", self.command.len())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    #[error("the envelope's signature algorithm {0} is not supported")]
    Algorithm(u8),
    #[error("the envelope's signature is wrong")]
    Signature,
    #[error("the envelope's payload is malformed")]
    Malformed,
    #[error("the envelope is of another device")]
    WrongDevice,
    #[error("the envelope has more than {limit} {what}")]
    TooMany { what: &'static str, limit: usize },
}

impl Envelope {
    pub fn seal(payload: &EnvelopePayload, key: &SigningKey) -> Self {
        let payload = minicbor::to_vec(payload).expect("writing to memory does not fail");
        let signature = key.sign(&signed_bytes(&payload)).to_bytes().to_vec();
        Self {
            algorithm: ALGORITHM_ED25519,
            payload,
            signature,
        }
    }

    /// Checks signature, owner and bounds before anything of the content is looked at.
    pub fn open(
        &self,
        device: DeviceId,
        key: &VerifyingKey,
    ) -> Result<EnvelopePayload, EnvelopeError> {
        if self.algorithm != ALGORITHM_ED25519 {
            return Err(EnvelopeError::Algorithm(self.algorithm));
        }
        let signature =
            Signature::from_slice(&self.signature).map_err(|_| EnvelopeError::Signature)?;
        key.verify_strict(&signed_bytes(&self.payload), &signature)
            .map_err(|_| EnvelopeError::Signature)?;
        let payload: EnvelopePayload =
            minicbor::decode(&self.payload).map_err(|_| EnvelopeError::Malformed)?;
        if payload.device != device {
            return Err(EnvelopeError::WrongDevice);
        }
        payload.check_bounds()?;
        Ok(payload)
    }

    /// The device that it says it is of: whose key to look up, and nothing to rely on before `open`.
    pub fn claimed_device(&self) -> Option<DeviceId> {
        let mut decoder = minicbor::Decoder::new(&self.payload);
        decoder.array().ok()?;
        decoder.decode().ok()
    }

    /// What the device's next envelope names as `previous`.
    pub fn hash(&self) -> ChangeHash {
        let digest = Sha256::new()
            .chain_update(signed_bytes(&self.payload))
            .chain_update(&self.signature);
        ChangeHash(digest.finalize().into())
    }

    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl EnvelopePayload {
    fn check_bounds(&self) -> Result<(), EnvelopeError> {
        let over = |what, limit| Err(EnvelopeError::TooMany { what, limit });
        if self.chains.len() > limits::CHAINS_PER_ENVELOPE {
            return over("chains", limits::CHAINS_PER_ENVELOPE);
        }
        let commands: usize = self.chains.iter().map(|chain| chain.entries.len()).sum();
        if commands > limits::COMMANDS_PER_ENVELOPE {
            return over("commands", limits::COMMANDS_PER_ENVELOPE);
        }
        if self
            .chains
            .iter()
            .any(|chain| chain.base.len() > limits::HEADS_PER_CHAIN)
        {
            return over("base heads", limits::HEADS_PER_CHAIN);
        }
        Ok(())
    }
}

fn signed_bytes(payload: &[u8]) -> Vec<u8> {
    [CONTEXT, payload].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> (Envelope, SigningKey) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let payload = EnvelopePayload {
            device: DeviceId::from_bytes([1; 16]),
            counter: 1,
            previous: ChangeHash([0; 32]),
            chains: Vec::new(),
        };
        (Envelope::seal(&payload, &key), key)
    }

    #[test]
    fn an_envelope_opens_for_its_device_only() {
        let (envelope, key) = sealed();
        let device = DeviceId::from_bytes([1; 16]);
        assert_eq!(
            envelope.open(device, &key.verifying_key()).unwrap().counter,
            1
        );
        assert_eq!(
            envelope.open(DeviceId::from_bytes([2; 16]), &key.verifying_key()),
            Err(EnvelopeError::WrongDevice)
        );
        let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
        assert_eq!(envelope.open(device, &other), Err(EnvelopeError::Signature));
    }

    #[test]
    fn any_changed_byte_breaks_the_signature() {
        let (envelope, key) = sealed();
        for at in 0..envelope.payload.len() {
            let mut changed = envelope.clone();
            changed.payload[at] ^= 1;
            assert_eq!(
                changed.open(DeviceId::from_bytes([1; 16]), &key.verifying_key()),
                Err(EnvelopeError::Signature)
            );
        }
    }
}
