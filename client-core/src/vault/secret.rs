//! Secrets that are wiped when they are dropped and never shown.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::surroundings::Surroundings;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            pub fn draw(surroundings: &dyn Surroundings) -> Self {
                let mut secret = Self([0; 32]);
                surroundings.fill(&mut secret.0);
                secret
            }

            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl From<[u8; 32]> for $name {
            fn from(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

secrets! {
    /// The raw SQLCipher key of a replica.
    ReplicaKey,
    /// What the host keeps outside everything that is copied with the vault: in the phone's key store. Without
    /// it nobody can try PINs on a copied vault.
    DeviceSecret
}
