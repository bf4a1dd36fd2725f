//! The replica's key: 32 random bytes, as 64 hexadecimal digits on one line of a file of its own.

use std::io::Write;
use std::path::Path;

use super::private::{create_private, persist_name};
use super::{from_hex, read_text, to_hex};
use crate::error::Error;

pub(super) fn read(path: &Path) -> Result<[u8; 32], Error> {
    let text = read_text(path)?.ok_or_else(|| Error::KeyMissing(path.to_owned()))?;
    from_hex(text.trim()).ok_or_else(|| Error::KeyMalformed(path.to_owned()))
}

/// A key is on the disk before anything is written under it.
pub(super) fn make_if_missing(path: &Path) -> Result<(), Error> {
    if path.exists() {
        return Ok(());
    }
    let key: [u8; 32] = crate::surroundings::random();
    let mut file = create_private(path, false)?;
    writeln!(file, "{}", to_hex(&key))
        .and_then(|()| file.sync_all())
        .map_err(Error::file(path))?;
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
