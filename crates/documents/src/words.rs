//! Choices that the domain has no stable word for except in JSON: the same words in documents.

use linli_domain::command::{ConsentMethod, ContactChannel, Gender};
use linli_domain::{DepartmentId, EstateId, Level};

macro_rules! words {
    ($type:ident, $to:ident, $from:ident: $($variant:ident $word:literal),*) => {
        pub(crate) const fn $to(value: $type) -> &'static str {
            match value { $($type::$variant => $word),* }
        }

        /// `None` for a word of a newer version.
        pub(crate) fn $from(word: &str) -> Option<$type> {
            match word { $($word => Some($type::$variant),)* _ => None }
        }
    };
}

words!(Gender, gender_word, gender: Female "female", Male "male");
words!(ConsentMethod, method_word, method: Spoken "spoken", Written "written", Transferred "transferred");
words!(ContactChannel, channel_word, channel: Visit "visit", Phone "phone", Message "message");

/// Unit and room in one value, so that two people who correct a dwelling apart never mix theirs.
/// A tab parts them: no text that people enter has one.
pub(crate) fn dwelling_word(dwelling: &linli_domain::command::Dwelling) -> String {
    format!("{}\t{}", dwelling.unit.as_str(), dwelling.room.as_str())
}

/// Unit and room.
pub(crate) fn dwelling(word: &str) -> Option<(&str, &str)> {
    word.split_once('\t')
}

/// Level and place above in one value, for the same reason.
pub(crate) fn place_word(level: Level, parent: Option<EstateId>) -> String {
    match parent {
        Some(parent) => format!("{level}\t{parent}"),
        None => level.to_string(),
    }
}

/// An estate by itself where there is no word, or one of a newer version.
pub(crate) fn place(word: Option<&str>) -> (Level, Option<EstateId>) {
    let (level, parent) = word.map_or(("", None), |word| match word.split_once('\t') {
        Some((level, parent)) => (level, Some(parent)),
        None => (word, None),
    });
    match level.parse() {
        Ok(level) => (level, parent.and_then(|parent| parent.parse().ok())),
        Err(_) => (Level::Estate, None),
    }
}

/// Where a department's name stands at the root of a directory.
pub(crate) fn department_key(department: DepartmentId) -> String {
    format!("{DEPARTMENTS}{department}")
}

/// What those keys begin with.
pub(crate) const DEPARTMENTS: &str = "department/";
