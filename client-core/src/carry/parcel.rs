//! The file in which sealed envelopes travel from phone to phone.

use linli_wire::{SealedEnvelope, limits};

use super::{MOST_BYTES, MOST_PARCELS};
use crate::{Error, Result};

/// What a file begins with; behind it stands a CBOR array of sealed envelopes.
const MAGIC: &[u8] = b"LINLI CARRIED 1\n";

pub(super) fn to_bytes(envelopes: &Vec<SealedEnvelope>) -> Vec<u8> {
    let envelopes = minicbor::to_vec(envelopes).expect("writing to memory does not fail");
    [MAGIC, &envelopes].concat()
}

/// Any bytes give envelopes or `NoParcel`.
pub(super) fn from_bytes(bytes: &[u8]) -> Result<Vec<SealedEnvelope>> {
    if bytes.len() > MOST_BYTES + MAGIC.len() {
        return Err(Error::NoParcel);
    }
    let cbor = bytes.strip_prefix(MAGIC).ok_or(Error::NoParcel)?;
    let mut decoder = minicbor::Decoder::new(cbor);
    let envelopes: Vec<SealedEnvelope> = decoder.decode().map_err(|_| Error::NoParcel)?;
    let whole = decoder.position() == cbor.len();
    let bounded = envelopes
        .iter()
        .all(|envelope| envelope.box_bytes() <= limits::CARRIED_BYTES);
    if whole && bounded && (1..=MOST_PARCELS).contains(&envelopes.len()) {
        Ok(envelopes)
    } else {
        Err(Error::NoParcel)
    }
}
