//! The replica's file and those beside it: the key that opens it, bare or in a vault, and the nonce that names
//! this installation.

mod key;
mod nonce;
mod private;
mod profile;
mod vault;

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

use linli_client_core::{Error as Core, OpenOptions};

use linli_client_core::vault::ReplicaKey;
use zeroize::Zeroizing;

pub(crate) use private::create_private;
pub(crate) use profile::{Person, Profile, people};

use crate::error::Error;
use crate::lang::Lang;

/// Where everything is.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    replica: PathBuf,
    key: PathBuf,
    nonce: PathBuf,
    /// The key wrapped under a PIN. Where it is, it counts, and not a bare key.
    vault: PathBuf,
    /// What the vault's PIN needs beside itself.
    device: PathBuf,
    /// In which a PIN is asked for.
    lang: Lang,
    /// Once it was asked for.
    unlocked: OnceCell<ReplicaKey>,
}

impl Files {
    /// `replica` unset: in the person's own data folder, that of `profile`. `key` unset: `FILE.key`.
    pub(crate) fn at(
        replica: Option<PathBuf>,
        key: Option<PathBuf>,
        profile: Option<&Profile>,
        lang: Lang,
    ) -> Result<Self, Error> {
        let replica = match (replica, profile) {
            (Some(replica), _) => replica,
            (None, Some(profile)) => profile.replica()?,
            (None, None) => data_folder()?.join("replica.db"),
        };
        Ok(Self {
            vault: beside(&replica, ".vault"),
            device: beside(&replica, ".device"),
            lang,
            unlocked: OnceCell::new(),
            key: key.unwrap_or_else(|| beside(&replica, ".key")),
            nonce: beside(&replica, ".install"),
            replica,
        })
    }

    pub(crate) fn replica(&self) -> &Path {
        &self.replica
    }

    /// How to open a replica that is there.
    pub(crate) fn existing(&self) -> Result<OpenOptions, Error> {
        if !self.replica.exists() {
            return Err(Core::Missing(self.replica.clone()).into());
        }
        self.by_key(&self.key()?)
    }

    /// The same by a key that is known already.
    pub(crate) fn by_key(&self, key: &ReplicaKey) -> Result<OpenOptions, Error> {
        let nonce = nonce::of_this_installation(&self.nonce, &self.replica)?;
        Ok(self.options(key, nonce))
    }

    /// How to open a replica that may have to be made. The file, readable for its owner only, is there
    /// afterwards, so that the nonce can be bound to it.
    pub(crate) fn existing_or_new(&self) -> Result<OpenOptions, Error> {
        if !self.replica.exists() {
            if let Some(folder) = self.replica.parent() {
                private::create_folder(folder)?;
            }
            if !self.has_vault() {
                key::make_if_missing(&self.key)?;
            }
            drop(create_private(&self.replica, false)?);
        }
        self.existing()
    }

    /// How to open what replaces a damaged replica: under a fresh nonce, for what the damaged one had
    /// given to others can't be known any more. Call `bind` when the new file is there.
    pub(crate) fn replacement(&self) -> Result<(OpenOptions, [u8; 16]), Error> {
        let fresh = crate::surroundings::random();
        Ok((self.options(&self.key()?, fresh), fresh))
    }

    /// Binds a nonce to the replica file as it is now.
    pub(crate) fn bind(&self, fresh: &[u8; 16]) -> Result<(), Error> {
        private::restrict(&self.replica)?;
        nonce::bind(&self.nonce, &self.replica, fresh)
    }

    /// Takes away everything that could have opened the replica.
    pub(crate) fn forget_key(&self) -> Result<(), Error> {
        if self.key.exists() {
            key::erase(&self.key)?;
        }
        self.forget_vault()
    }

    /// The bare key, or by a PIN that is asked for once.
    fn key(&self) -> Result<ReplicaKey, Error> {
        if let Some(key) = self.unlocked.get() {
            return Ok(key.clone());
        }
        if !self.has_vault() {
            return key::read(&self.key);
        }
        let key = self.unlock(&crate::pin::typed(self.lang)?)?;
        Ok(self.unlocked.get_or_init(|| key).clone())
    }

    fn options(&self, key: &ReplicaKey, install_nonce: [u8; 16]) -> OpenOptions {
        OpenOptions {
            path: self.replica.clone(),
            key: key.clone(),
            install_nonce,
            create: false,
        }
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// `linli` in the folder where the system keeps a person's own data.
fn data_folder() -> Result<PathBuf, Error> {
    let folder = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let home_data = || {
        let home = folder("HOME")?;
        Some(match std::env::consts::OS {
            "macos" | "ios" => home.join("Library/Application Support"),
            _ => home.join(".local/share"),
        })
    };
    let data = folder("XDG_DATA_HOME")
        .or_else(|| folder("APPDATA").filter(|_| cfg!(windows)))
        .or_else(home_data)
        .ok_or(Error::NoHome)?;
    Ok(data.join("linli"))
}

/// Hexadecimal digits of a secret that stands in a file of its own.
fn to_hex(bytes: &[u8]) -> Zeroizing<String> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digit = |digit: u8| char::from_digit(u32::from(digit), 16).unwrap_or('0');
    Zeroizing::new(digits.map(digit).collect())
}

/// `None` unless the text is exactly `N` bytes of hexadecimal digits.
fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// The whole text of a file; `None` when there is none.
fn read_text(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path)(error)),
    }
}
