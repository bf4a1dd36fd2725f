//! Text that has been read once: trimmed, bounded, free of control characters.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::limits;

/// Why a text was not taken. Says nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("文字为空 (the text is empty)")]
    Empty,
    #[error("文字过长，最多 {limit} 字 (the text is longer than {limit} characters)")]
    TooLong { limit: usize },
    #[error("含有不可见的控制字符 (the text has control characters)")]
    ControlCharacter,
    #[error("不是有效的电话号码 (not a telephone number)")]
    NotAPhone,
}

/// Text of at most `MAX` characters; `MIN` is 1 where an empty one has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// A person's name.
pub type Name = Text<1, { limits::NAME_CHARS }>;
/// A one-line label.
pub type Label = Text<1, { limits::LABEL_CHARS }>;
/// The title of a case or of a dispute, or who is a party to one.
pub type Title = Text<1, { limits::TITLE_CHARS }>;
/// What the parties to a dispute agree upon.
pub type Agreement = Text<1, { limits::NOTE_CHARS }>;
/// Free text, which may be empty.
pub type Note = Text<0, { limits::NOTE_CHARS }>;

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    pub fn new(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        let chars = text.chars().count();
        if chars < MIN {
            return Err(TextError::Empty);
        }
        if chars > MAX {
            return Err(TextError::TooLong { limit: MAX });
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(TextError::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Default for Text<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Text<MIN, MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> FromStr for Text<MIN, MAX> {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::new(text)
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(de::Error::custom)
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Text<MIN, MAX> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Text{MIN}To{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": MIN, "maxLength": MAX })
    }
}

/// A telephone number: digits, with an optional leading `+` and dashes as people write them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    pub fn new(text: &str) -> Result<Self, TextError> {
        let kept: String = text
            .trim()
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
                '－' | '—' => '-',
                other => other,
            })
            .collect();
        if kept.chars().count() > limits::PHONE_CHARS {
            return Err(TextError::TooLong {
                limit: limits::PHONE_CHARS,
            });
        }
        let digits = kept.strip_prefix('+').unwrap_or(&kept);
        let plausible = digits.bytes().all(|b| b.is_ascii_digit() || b == b'-')
            && digits.bytes().filter(u8::is_ascii_digit).count() >= 3;
        if plausible {
            Ok(Self(kept))
        } else {
            Err(TextError::NotAPhone)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Phone {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(de::Error::custom)
    }
}

impl JsonSchema for Phone {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Phone".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^\\+?[0-9-]{3,20}$",
            "maxLength": limits::PHONE_CHARS,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(Name::new(&"张".repeat(40)).is_ok());
        assert_eq!(
            Name::new(&"张".repeat(41)),
            Err(TextError::TooLong { limit: 40 })
        );
        assert_eq!(Name::new("  "), Err(TextError::Empty));
        assert_eq!(Note::new("a\u{7}b"), Err(TextError::ControlCharacter));
        assert_eq!(Note::new("两行\n可以").unwrap().as_str(), "两行\n可以");
    }

    #[test]
    fn a_phone_is_read_as_people_write_it() {
        assert_eq!(
            Phone::new(" 138 0000 1234 ").unwrap().as_str(),
            "13800001234"
        );
        assert_eq!(Phone::new("０１０－８８８８").unwrap().as_str(), "010-8888");
        assert_eq!(
            Phone::new("+86-13800001234").unwrap().as_str(),
            "+86-13800001234"
        );
        assert_eq!(Phone::new("问他女儿"), Err(TextError::NotAPhone));
        assert_eq!(Phone::new(""), Err(TextError::NotAPhone));
    }
}
