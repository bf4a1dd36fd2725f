//! The install nonce, bound to one file.
//!
//! A replica that was copied, or came back from a backup, must not go on as the device that it was: it
//! would use numbers again that others have seen. A copy is another file to the system, so the nonce
//! stands beside the replica with the file's identity, and where that no longer fits, a fresh one is drawn.
//! A fresh nonce too many costs nothing.

use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::private::replace_private;
use super::{from_hex, read_text, to_hex};
use crate::error::Error;

const HEADING: &str = "linli install 1";

/// The nonce under which this file is used on this machine.
pub(super) fn of_this_installation(path: &Path, replica: &Path) -> Result<[u8; 16], Error> {
    let known = read_text(path)?;
    match known.and_then(|text| nonce_for(&text, &identity(replica).ok()?)) {
        Some(nonce) => Ok(nonce),
        None => {
            let fresh = crate::surroundings::random();
            bind(path, replica, &fresh)?;
            Ok(fresh)
        }
    }
}

/// Writes the nonce for the replica file that is there now.
pub(super) fn bind(path: &Path, replica: &Path, nonce: &[u8; 16]) -> Result<(), Error> {
    let identity = identity(replica)?;
    let text = format!("{HEADING}\nnonce {}\nfile {identity}\n", *to_hex(nonce));
    replace_private(path, text.as_bytes()).map_err(Error::file(path))
}

/// The nonce in the text, if it belongs to a file of that identity.
fn nonce_for(text: &str, identity: &str) -> Option<[u8; 16]> {
    let mut lines = text.lines();
    if lines.next()? != HEADING {
        return None;
    }
    let nonce = lines.next()?.strip_prefix("nonce ")?;
    let file = lines.next()?.strip_prefix("file ")?;
    (file == identity).then(|| from_hex(nonce)).flatten()
}

/// What tells this file from any other: where it is on its disk, and when it came there, for numbers of
/// deleted files are given again.
fn identity(replica: &Path) -> Result<String, Error> {
    let found = std::fs::metadata(replica).map_err(Error::file(replica))?;
    let born = found
        .created()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let born = born.map_or(0, |since| since.as_nanos());
    Ok(format!("{}:{born}", place(&found)))
}

#[cfg(unix)]
fn place(found: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{}:{}", found.dev(), found.ino())
}

#[cfg(not(unix))]
fn place(_: &Metadata) -> String {
    "0:0".to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_copy_gets_a_nonce_of_its_own_and_a_renamed_file_keeps_its() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "replica").unwrap();
        let nonce = of_this_installation(&at("a.install"), &at("a")).unwrap();
        assert_eq!(
            of_this_installation(&at("a.install"), &at("a")).unwrap(),
            nonce
        );

        // The whole folder copied: replica and nonce.
        fs::copy(at("a"), at("b")).unwrap();
        fs::copy(at("a.install"), at("b.install")).unwrap();
        assert_ne!(
            of_this_installation(&at("b.install"), &at("b")).unwrap(),
            nonce
        );

        fs::rename(at("a"), at("c")).unwrap();
        fs::rename(at("a.install"), at("c.install")).unwrap();
        assert_eq!(
            of_this_installation(&at("c.install"), &at("c")).unwrap(),
            nonce
        );
    }

    #[test]
    fn what_cannot_be_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (replica, path) = (folder.path().join("r"), folder.path().join("r.install"));
        fs::write(&replica, "replica").unwrap();
        for text in [
            "",
            "linli install 2\n",
            "linli install 1\nnonce zz\nfile 1\n",
        ] {
            fs::write(&path, text).unwrap();
            let nonce = of_this_installation(&path, &replica).unwrap();
            assert_eq!(of_this_installation(&path, &replica).unwrap(), nonce);
        }
    }
}
