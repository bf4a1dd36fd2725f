//! The replica's key: 32 random bytes, as 64 hexadecimal digits on one line of a file of its own.

use std::fs::OpenOptions;
use std::io::Read;
use std::path::Path;

use linli_client_core::vault::ReplicaKey;
use zeroize::Zeroizing;

use super::private::{persist_name, replace_private};
use super::{from_hex, read_text, to_hex};
use crate::error::Error;
use crate::surroundings::Machine;

pub(super) fn read(path: &Path) -> Result<ReplicaKey, Error> {
    let text = read_text(path)?.ok_or_else(|| Error::KeyMissing(path.to_owned()))?;
    from_hex(text.trim())
        .map(|bytes: [u8; 32]| bytes.into())
        .ok_or_else(|| Error::KeyMalformed(path.to_owned()))
}

/// A key is on the disk before anything is written under it.
pub(super) fn make_if_missing(path: &Path) -> Result<(), Error> {
    if path.exists() {
        return Ok(());
    }
    write(path, &ReplicaKey::draw(&Machine))
}

pub(super) fn write(path: &Path, key: &ReplicaKey) -> Result<(), Error> {
    let line = Zeroizing::new(format!("{}\n", *to_hex(key.as_bytes())));
    replace_private(path, line.as_bytes()).map_err(Error::file(path))
}

/// Overwrites the key and takes its file away. A flash disk may keep the old bytes for a while: against whoever
/// reads chips, the disk must be encrypted.
pub(super) fn erase(path: &Path) -> Result<(), Error> {
    let overwrite = || -> std::io::Result<()> {
        let bytes = std::fs::metadata(path)?.len();
        let mut file = OpenOptions::new().write(true).open(path)?;
        std::io::copy(&mut std::io::repeat(b'0').take(bytes), &mut file)?;
        file.sync_all()?;
        std::fs::remove_file(path)
    };
    overwrite().map_err(Error::file(path))?;
    persist_name(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_reads_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.db.key");
        assert!(matches!(read(&path), Err(Error::KeyMissing(_))));
        make_if_missing(&path).unwrap();
        let key = read(&path).unwrap();
        make_if_missing(&path).unwrap();
        assert_eq!(read(&path).unwrap(), key);
        std::fs::write(&path, "not a key").unwrap();
        assert!(matches!(read(&path), Err(Error::KeyMalformed(_))));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_a_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        make_if_missing(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
