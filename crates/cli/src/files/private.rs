//! Files that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::beside;

use crate::error::Error;

/// Makes a file for its owner only (0600). An existing one is an error, or with `replace` emptied.
pub(crate) fn create_private(path: &Path, replace: bool) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true);
    if replace {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        _ => Error::file(path)(error),
    })
}

/// Writes a file for its owner only, whole or not at all: the one before stays until the new one is on the disk.
pub(super) fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = beside(path, ".new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    sync_folder_of(path)
}

/// Makes the folder and those above it, the last one for its owner only.
pub(super) fn create_folder(path: &Path) -> Result<(), Error> {
    if path.as_os_str().is_empty() || path.exists() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(Error::file(path))
}

/// Takes everybody else's rights to a file away.
pub(super) fn restrict(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(Error::file(path))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A new name survives a power cut once its folder is on the disk.
pub(super) fn persist_name(path: &Path) -> Result<(), Error> {
    sync_folder_of(path).map_err(Error::file(path))
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        // Some systems can't open a folder; they order renames themselves.
        Err(_) => Ok(()),
    }
}
