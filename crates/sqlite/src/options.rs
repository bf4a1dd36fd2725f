//! What a caller decides about a file; everything else is the same for every Linli database.

use std::fmt;
use std::time::Duration;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// How one database file is opened. Start from [`Options::replica`] or [`Options::server`].
#[derive(Clone, Debug)]
pub struct Options {
    /// The SQLCipher key; `None` opens a plain file.
    pub key: Option<Key>,
    /// Who else may have the file open.
    pub access: Access,
    /// When a commit counts as done.
    pub synchronous: Synchronous,
    /// Page cache of one connection, in KiB. More saves decryption of hot pages, and costs memory
    /// on cheap phones.
    pub cache_kib: u32,
    /// How long a statement waits for another holder's lock before it fails with
    /// [`Trouble::InUse`](crate::Trouble::InUse). Zero fails at once.
    pub busy_timeout: Duration,
    /// Whether a missing file is created. `false` turns a mistyped path into an error instead of an
    /// empty database.
    pub create: bool,
}

impl Options {
    /// A device's replica: encrypted, held by one process, durable at every commit.
    ///
    /// The busy timeout is zero because the holder keeps its lock until it exits: waiting cannot help.
    pub fn replica(key: Key) -> Self {
        Self {
            key: Some(key),
            access: Access::Exclusive,
            synchronous: Synchronous::Full,
            cache_kib: 8 * 1024,
            busy_timeout: Duration::ZERO,
            create: true,
        }
    }

    /// The server's file: one writer, several readers, and an operator's commands beside them.
    pub fn server() -> Self {
        Self {
            key: None,
            access: Access::Shared,
            synchronous: Synchronous::Full,
            cache_kib: 32 * 1024,
            busy_timeout: Duration::from_secs(5),
            create: true,
        }
    }
}

/// Who may hold the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// One connection of one process. WAL works without shared memory, hence also in a browser, and
    /// a second opener gets [`OpenError::InUse`](crate::OpenError::InUse).
    Exclusive,
    /// Many connections, of several processes. Needs shared memory: not available in a browser.
    Shared,
}

/// What survives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synchronous {
    /// Every commit is on the disk before it returns.
    Full,
    /// The file stays consistent, but the last commits may be lost. Only for what can be derived again.
    Normal,
}

/// A raw 256-bit SQLCipher key. It is used as it is: no key derivation, so opening takes about a
/// millisecond. Never printed, and wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// Lower-case hexadecimal, 64 digits.
    pub(crate) fn hex(&self) -> Zeroizing<String> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let nibbles = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits = nibbles.map(|nibble| char::from(DIGITS[usize::from(nibble)]));
        Zeroizing::new(digits.collect())
    }
}

impl From<[u8; 32]> for Key {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_nothing_and_spells_itself_for_sqlcipher() {
        let mut bytes = [0; 32];
        bytes[0] = 0xa7;
        bytes[31] = 0x0f;
        let key = Key::from(bytes);
        assert_eq!(format!("{key:?}"), "Key(..)");
        assert_eq!(*key.hex(), format!("a7{}0f", "00".repeat(30)));
    }
}
