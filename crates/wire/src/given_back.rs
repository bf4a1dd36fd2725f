//! What a device may give back to a server that comes from an old backup: changes, what documents were begun anew
//! with, and documents as they stood in a pack, all of which the server sealed with its own key when it sent them.
//! Nothing else ever comes back as raw bytes.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use linli_domain::{ChangeHash, DocumentKey, Epoch, EstateId, Seq};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::Snapshot;

const CONTEXT: &[u8] = b"linli seal 1";

/// An entry of the log, as it was sent: an accepted change, or what a document's epoch began with.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SealedChange {
    #[n(0)]
    pub seq: Seq,
    #[n(1)]
    pub document: DocumentKey,
    #[n(2)]
    pub epoch: Epoch,
    /// `Change::bytes`, or `Snapshot::bytes` where `order` is set.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// Of what an epoch began with: `Snapshot::order`. Unset for a change, and then nothing is sent for it.
    #[n(4)]
    pub order: Option<Vec<Seq>>,
}

impl SealedChange {
    pub fn beginning(seq: Seq, snapshot: &Snapshot) -> Self {
        Self {
            seq,
            document: snapshot.document,
            epoch: snapshot.epoch,
            bytes: snapshot.bytes.clone(),
            order: Some(snapshot.order.clone()),
        }
    }

    pub fn digest(&self) -> EntryDigest {
        let bytes = minicbor::to_vec(self).expect("writing to memory does not fail");
        EntryDigest(Sha256::digest(bytes).into())
    }
}

/// A document as it stood in a pack. Its heads vouch for all of its changes: each names those that it builds on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SealedDocument {
    #[n(0)]
    pub document: DocumentKey,
    #[n(1)]
    pub epoch: Epoch,
    /// Sorted.
    #[n(2)]
    pub heads: Vec<ChangeHash>,
}

impl SealedDocument {
    pub fn digest(&self) -> EntryDigest {
        let bytes = minicbor::to_vec(self).expect("writing to memory does not fail");
        EntryDigest(Sha256::digest(bytes).into())
    }
}

/// Of a `SealedChange` or a `SealedDocument` in CBOR. Stands for one that is no longer held, so that the others of its seal can still
/// be shown to be the server's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct EntryDigest(#[cbor(with = "minicbor::bytes")] pub [u8; 32]);

/// Ed25519 by the server's own key over `linli seal 1` || estate || the digests of the changes, in order.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Seal(#[cbor(with = "minicbor::bytes")] pub Vec<u8>);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(..)")
    }
}

impl Seal {
    pub fn sign(estate: EstateId, digests: &[EntryDigest], key: &SigningKey) -> Self {
        Self(key.sign(&sealed_bytes(estate, digests)).to_bytes().to_vec())
    }

    pub fn is_of(&self, estate: EstateId, digests: &[EntryDigest], server: &VerifyingKey) -> bool {
        Signature::from_slice(&self.0).is_ok_and(|signature| {
            server
                .verify_strict(&sealed_bytes(estate, digests), &signature)
                .is_ok()
        })
    }
}

fn sealed_bytes(estate: EstateId, digests: &[EntryDigest]) -> Vec<u8> {
    let mut bytes = [CONTEXT, estate.as_bytes()].concat();
    bytes.extend(digests.iter().flat_map(|digest| digest.0));
    bytes
}

/// Changes under one seal, given back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GivenBack {
    #[n(0)]
    pub estate: EstateId,
    #[n(1)]
    pub seal: Seal,
    #[n(2)]
    pub entries: Vec<GivenEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum GivenEntry {
    #[n(1)]
    Whole(#[n(0)] SealedChange),
    /// Not held any more, or known to be there.
    #[n(2)]
    Digest(#[n(0)] EntryDigest),
    #[n(3)]
    Document(#[n(0)] GivenDocument),
}

/// A document as it stood in a pack, with those of its changes that the server lacks.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GivenDocument {
    #[n(0)]
    pub sealed: SealedDocument,
    /// Raw change chunks. Nothing vouches for them until a path leads to each from a sealed head.
    #[n(1)]
    pub changes: Vec<RawChange>,
}

/// The bytes of a change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct RawChange(#[cbor(with = "minicbor::bytes")] pub Vec<u8>);

impl GivenEntry {
    fn digest(&self) -> EntryDigest {
        match self {
            Self::Whole(change) => change.digest(),
            Self::Digest(digest) => *digest,
            Self::Document(given) => given.sealed.digest(),
        }
    }

    fn document(&self) -> Option<&DocumentKey> {
        match self {
            Self::Whole(change) => Some(&change.document),
            Self::Digest(_) => None,
            Self::Document(given) => Some(&given.sealed.document),
        }
    }

    /// What `limits::GIVEN_BACK_CHANGES` bounds.
    fn count(&self) -> usize {
        match self {
            Self::Whole(_) | Self::Digest(_) => 1,
            Self::Document(given) => 1 + given.changes.len(),
        }
    }
}

impl GivenBack {
    /// The entries, if `server` sealed all of them, without mere digests.
    pub fn open(self, server: &VerifyingKey) -> Option<Vec<GivenEntry>> {
        let digests: Vec<EntryDigest> = self.entries.iter().map(GivenEntry::digest).collect();
        let mut documents = self.entries.iter().filter_map(GivenEntry::document);
        let good = self.seal.is_of(self.estate, &digests, server)
            && documents.all(|document| document.estate() == self.estate);
        let entries = self.entries.into_iter();
        let whole = entries.filter(|entry| !matches!(entry, GivenEntry::Digest(_)));
        good.then(|| whole.collect())
    }

    /// Changes and digests, all together.
    pub fn count(&self) -> usize {
        self.entries.iter().map(GivenEntry::count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESTATE: EstateId = EstateId::from_bytes([1; 16]);

    fn change(seq: Seq) -> SealedChange {
        SealedChange {
            seq,
            document: DocumentKey::Directory { estate: ESTATE },
            epoch: 0,
            bytes: vec![seq as u8; 9],
            order: None,
        }
    }

    fn given(key: &SigningKey) -> GivenBack {
        let changes = [change(1), change(2)];
        let digests = changes.each_ref().map(SealedChange::digest);
        let [first, second] = changes;
        GivenBack {
            estate: ESTATE,
            seal: Seal::sign(ESTATE, &digests, key),
            entries: vec![
                GivenEntry::Digest(first.digest()),
                GivenEntry::Whole(second),
            ],
        }
    }

    #[test]
    fn what_the_server_sealed_comes_back_and_nothing_else() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let server = key.verifying_key();
        let good = given(&key);
        assert_eq!(
            good.clone().open(&server),
            Some(vec![GivenEntry::Whole(change(2))])
        );
        let other = SigningKey::from_bytes(&[8; 32]);
        assert_eq!(given(&other).open(&server), None);
        let mut altered = good.clone();
        if let GivenEntry::Whole(change) = &mut altered.entries[1] {
            change.bytes[0] ^= 1;
        }
        assert_eq!(altered.open(&server), None);
        let mut shorter = good.clone();
        shorter.entries.remove(0);
        assert_eq!(shorter.open(&server), None);
        let mut moved = good;
        moved.estate = EstateId::from_bytes([2; 16]);
        assert_eq!(moved.open(&server), None);
    }
}
