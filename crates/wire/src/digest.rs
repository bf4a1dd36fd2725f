//! Short fingerprints by which both ends find out that they hold the same.

use linli_domain::{ChangeHash, DocumentId, Epoch, FeedId};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

/// The first bytes of a change's hash: enough to see whether two ends made the same change, and a quarter of
/// what the whole costs where random bytes are most of a request. Nothing is looked up by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct ChangeMark(#[cbor(with = "minicbor::bytes")] pub [u8; 8]);

impl From<ChangeHash> for ChangeMark {
    fn from(hash: ChangeHash) -> Self {
        Self(std::array::from_fn(|i| hash.0[i]))
    }
}

/// Fingerprint of a set of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct FeedsDigest(#[cbor(with = "minicbor::bytes")] pub [u8; 8]);

impl FeedsDigest {
    /// Of the feeds of one estate, in any order.
    pub fn of(feeds: &[FeedId]) -> Self {
        let mut sorted = feeds.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let encoded = minicbor::to_vec(&sorted).expect("writing to memory does not fail");
        let digest = Sha256::digest(encoded);
        Self(std::array::from_fn(|i| digest[i]))
    }
}

/// Sum over a set of documents of a hash of each one's id, epoch and heads: a document can be taken out
/// and put in again without looking at the others. Finds lost entries, not malice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Checksum(#[cbor(with = "minicbor::bytes")] pub [u8; 16]);

impl Checksum {
    /// `heads` in any order.
    pub fn of_document(document: DocumentId, epoch: Epoch, heads: &[ChangeHash]) -> Self {
        let mut sorted = heads.to_vec();
        sorted.sort_unstable();
        let mut hasher = Sha256::new()
            .chain_update(document.as_bytes())
            .chain_update(epoch.to_be_bytes());
        for head in &sorted {
            hasher.update(head.as_bytes());
        }
        let digest = hasher.finalize();
        Self(std::array::from_fn(|i| digest[i]))
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(
            u128::from_be_bytes(self.0)
                .wrapping_add(u128::from_be_bytes(other.0))
                .to_be_bytes(),
        )
    }

    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(
            u128::from_be_bytes(self.0)
                .wrapping_sub(u128::from_be_bytes(other.0))
                .to_be_bytes(),
        )
    }
}

impl std::iter::Sum for Checksum {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), Self::plus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_can_be_taken_out_again() {
        let a = Checksum::of_document(DocumentId::from_bytes([1; 16]), 0, &[ChangeHash([1; 32])]);
        let b = Checksum::of_document(DocumentId::from_bytes([1; 16]), 1, &[ChangeHash([1; 32])]);
        assert_ne!(a, b);
        assert_eq!(a.plus(b).minus(a), b);
    }
}
