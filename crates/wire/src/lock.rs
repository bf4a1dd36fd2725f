//! The order to lock: signed by the server, so that nobody else on the way can make a phone forget its key.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use linli_domain::{DeviceId, Timestamp};
use minicbor::{Decode, Encode};

const CONTEXT: &[u8] = b"linli lock 1";

/// Which device, and since when it is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct LockOrder {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub suspended_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedLock {
    #[n(0)]
    order: LockOrder,
    /// Ed25519 by the server's own key, over `linli lock 1` || the order.
    #[cbor(n(1), with = "minicbor::bytes")]
    signature: Vec<u8>,
}

impl SignedLock {
    pub fn sign(order: LockOrder, key: &SigningKey) -> Self {
        let signature = key.sign(&signed_bytes(&order)).to_bytes().to_vec();
        Self { order, signature }
    }

    /// The order, if it is `server`'s and for `device`.
    pub fn verify(&self, device: DeviceId, server: &VerifyingKey) -> Option<LockOrder> {
        let signature = Signature::from_slice(&self.signature).ok()?;
        server
            .verify_strict(&signed_bytes(&self.order), &signature)
            .ok()?;
        (self.order.device == device).then_some(self.order)
    }
}

fn signed_bytes(order: &LockOrder) -> Vec<u8> {
    let order = minicbor::to_vec(order).expect("writing to memory does not fail");
    [CONTEXT, &order].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_servers_order_for_the_device_counts() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let order = LockOrder {
            device: DeviceId::from_bytes([1; 16]),
            suspended_at: Timestamp::default(),
        };
        let signed = SignedLock::sign(order, &key);
        assert_eq!(
            signed.verify(order.device, &key.verifying_key()),
            Some(order)
        );
        let other = DeviceId::from_bytes([2; 16]);
        assert_eq!(signed.verify(other, &key.verifying_key()), None);
        let thief = SigningKey::from_bytes(&[8; 32]).verifying_key();
        assert_eq!(signed.verify(order.device, &thief), None);
        let mut moved = signed.clone();
        moved.order.suspended_at = moved.order.suspended_at.plus_seconds(1);
        assert_eq!(moved.verify(order.device, &key.verifying_key()), None);
    }
}
