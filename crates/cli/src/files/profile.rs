//! Several people on one machine, each with a folder of their own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{beside, data_folder};
use crate::error::Error;

const NAME_CHARS_MAX: usize = 40;

/// What somebody calls their replica on this machine: a folder's name, so letters, digits, `-` and `_` only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile(String);

impl FromStr for Profile {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if text.is_empty() || text.chars().count() > NAME_CHARS_MAX || !text.chars().all(fits) {
            return Err("1–40 个字、字母、数字、- 或 _ (1 to 40 letters, digits, - or _)");
        }
        Ok(Self(text.to_owned()))
    }
}

impl Profile {
    pub(super) fn replica(&self) -> Result<PathBuf, Error> {
        Ok(people_folder()?.join(&self.0).join("replica.db"))
    }
}

/// Somebody who has a replica on this machine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Person {
    /// As they called it; unset: the replica of whoever names nobody.
    pub(crate) name: Option<String>,
    pub(crate) replica: PathBuf,
    /// Whether a PIN locks it.
    pub(crate) pin: bool,
}

/// Who has a replica here, by name. No file is opened: nothing is known of the register.
pub(crate) fn people() -> Result<Vec<Person>, Error> {
    let own = data_folder()?.join("replica.db");
    let mut found: Vec<Person> = person(None, own).into_iter().collect();
    let folder = people_folder()?;
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        entries => entries.map_err(Error::file(&folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(Error::file(&folder))?.file_name());
    }
    names.sort();
    let named = names.into_iter().filter_map(|name: OsString| {
        let name = name.into_string().ok()?;
        let replica = folder.join(&name).join("replica.db");
        person(Some(name), replica)
    });
    found.extend(named);
    Ok(found)
}

fn person(name: Option<String>, replica: PathBuf) -> Option<Person> {
    let pin = beside(&replica, ".vault").exists();
    Path::exists(&replica).then_some(Person { name, replica, pin })
}

fn people_folder() -> Result<PathBuf, Error> {
    Ok(data_folder()?.join("people"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_a_folders_name_and_leads_nowhere_else() {
        for name in ["王秀兰", "wang-2", "li_si"] {
            assert_eq!(name.parse(), Ok(Profile(name.to_owned())));
        }
        for name in [
            "",
            ".",
            "..",
            "a/b",
            "a\\b",
            "王 秀兰",
            "C:",
            &"长".repeat(41),
        ] {
            assert!(name.parse::<Profile>().is_err(), "{name:?}");
        }
    }
}
