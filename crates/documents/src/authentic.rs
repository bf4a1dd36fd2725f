//! Which changes are vouched for by heads. A change's hash covers its bytes and the hashes of those that it builds
//! on, so that whoever signs a document's heads signs all of its history. Found out by hashing alone: Automerge never
//! sees a byte that is not vouched for.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::ChangeHash;
use sha2::{Digest, Sha256};

use crate::columns::{Cursor, HASH_BYTES, MAGIC};

const CHANGE: u8 = 1;

/// Those of `chunks` that a document with these heads is made of, as far as a path of such chunks leads from a head
/// to them; in the order given, each once. Anything else among them, whatever it is, is passed over.
pub fn authentic<'a>(
    heads: &[ChangeHash],
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<&'a [u8]> {
    let mut known: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
    let mut named = Vec::new();
    for chunk in chunks {
        if let Some((hash, deps)) = identify(chunk) {
            known.insert(hash, deps);
            named.push((hash, chunk));
        }
    }
    let mut vouched = BTreeSet::new();
    let mut ahead: Vec<ChangeHash> = heads.to_vec();
    while let Some(hash) = ahead.pop() {
        if let Some(deps) = known.remove(&hash) {
            vouched.insert(hash);
            ahead.extend(deps);
        }
    }
    named.retain(|(hash, _)| vouched.remove(hash));
    named.into_iter().map(|(_, chunk)| chunk).collect()
}

/// The hash of an uncompressed change chunk, and those of the changes that it builds on.
fn identify(chunk: &[u8]) -> Option<(ChangeHash, Vec<ChangeHash>)> {
    let mut cursor = Cursor(chunk);
    if cursor.take(4)? != MAGIC {
        return None;
    }
    let checksum = cursor.take(4)?;
    let hashed = cursor.0;
    if cursor.take(1)? != [CHANGE] {
        return None;
    }
    let length = cursor.number()?;
    let mut content = Cursor(cursor.take(length)?);
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    if !cursor.is_at_end() || hash[..4] != *checksum {
        return None;
    }
    let count = content.number()?;
    let deps = content.take(count.checked_mul(HASH_BYTES)?)?;
    let deps = deps
        .chunks_exact(HASH_BYTES as usize)
        .map(|hash| hash.try_into().ok().map(ChangeHash));
    Some((ChangeHash(hash), deps.collect::<Option<_>>()?))
}
