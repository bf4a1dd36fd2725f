//! Certificate and key, as they lie on the disk.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::TlsError;

/// Longer files hold something else.
const MOST_BYTES: u64 = 256 * 1024;

/// What can be seen of the two files without reading them; it differs once one was replaced or written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Looked([Option<(SystemTime, u64, u64)>; 2]);

impl Looked {
    pub(super) fn at(cert: &Path, key: &Path) -> Self {
        Self([cert, key].map(|file| {
            let seen = fs::metadata(file).ok()?;
            Some((seen.modified().ok()?, seen.len(), number(&seen)))
        }))
    }
}

/// Both, if they belong together.
pub(super) fn read(
    cert: &Path,
    key: &Path,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, TlsError> {
    let not_pem = |file: &Path, what| TlsError::NotPem {
        file: file.to_owned(),
        what,
    };
    let (text, _) = content(cert)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let chain = chain.map_err(|_| not_pem(cert, "certificate"))?;
    if chain.is_empty() {
        return Err(not_pem(cert, "certificate"));
    }
    let (text, seen) = content(key)?;
    if let Some(mode) = open_to_others(&seen) {
        return Err(TlsError::OpenToOthers {
            file: key.to_owned(),
            mode,
        });
    }
    let key = PrivateKeyDer::from_pem_slice(&text).map_err(|_| not_pem(key, "private key"))?;
    CertifiedKey::from_der(chain, key, provider).map_err(TlsError::DoNotFit)
}

/// The bytes of a file, and whose they are.
fn content(file: &Path) -> Result<(Vec<u8>, Metadata), TlsError> {
    let read = || -> io::Result<_> {
        let opened = File::open(file)?;
        // Of what was opened, so that nobody can put another file in its place.
        let seen = opened.metadata()?;
        let mut bytes = Vec::new();
        opened.take(MOST_BYTES).read_to_end(&mut bytes)?;
        Ok((bytes, seen))
    };
    read().map_err(|source| TlsError::Unreadable {
        file: file.to_owned(),
        source,
    })
}

/// The mode, where people outside the file's group can do something with it.
#[cfg(unix)]
fn open_to_others(seen: &Metadata) -> Option<u32> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&seen.permissions()) & 0o777;
    (mode & 0o007 != 0).then_some(mode)
}

#[cfg(unix)]
fn number(seen: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(seen)
}

#[cfg(not(unix))]
fn open_to_others(_seen: &Metadata) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn number(_seen: &Metadata) -> u64 {
    0
}
