//! Why a row or a column was not taken, in words for people.

use std::borrow::Cow;

use linli_domain::RefusalCode;
use linli_domain::text::TextError;
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// What was expected where a JSON value has the wrong type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    Number,
    List,
    Object,
}

/// Names what is wrong, never the value: a report may be mailed, and rows hold personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Empty,
    TooLong {
        limit_chars: usize,
    },
    TooMany {
        limit: usize,
    },
    ControlCharacter,
    NotAPhone,
    NotAnId,
    NotATime,
    NotAYear,
    NotAGender,
    NotAnOutcome,
    NotAStatus,
    NotJson,
    WrongType(Shape),
    /// The spreadsheet itself shows an error in this cell.
    CellError,
    MissingField,
    UnknownField,
    FieldTwice,
    MissingColumn,
    UnknownColumn,
    ColumnTwice,
    /// National ids, politics, income and the like.
    MustNotBeHeld,
    /// The same, and the column was left out.
    MustNotBeHeldLeftOut,
    UnknownColumnLeftOut,
    ColumnTwiceLeftOut,
    /// Two rows claim one id.
    IdTwice,
    /// The id is taken in another building than the row says, or in another estate.
    Elsewhere,
    /// The household of this door was given another dwelling since. The sheet is older than that.
    MovedSince,
    UnknownHousehold,
    /// The same, and its id was kept all the same.
    UnknownHouseholdKept,
    /// More than one household lives there.
    AmbiguousHousehold,
    /// The resident took the consent back after it had been taken over.
    ConsentWithdrawn,
    Refused(RefusalCode),
}

impl Reason {
    /// What is wrong and what to do, in Chinese.
    pub fn zh(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Empty => "不能为空",
            Self::ControlCharacter => "含有不可见的控制字符",
            Self::NotAPhone => "不是有效的电话号码",
            Self::NotAnId => "不是有效的编号 (UUID)",
            Self::NotATime => "看不懂的日期或时间，请写成 2026-11-24 14:30",
            Self::NotAYear => "不是有效的出生年份，请写成 1958",
            Self::NotAGender => "应为 男 或 女，不详请留空",
            Self::NotAnOutcome => "没有这种走访结果，请用 正常、需跟进、无人应答 等",
            Self::NotAStatus => "应为 未办结 或 已办结",
            Self::NotJson => "不是完整的 JSON 对象，应每行一个",
            Self::WrongType(Shape::Text) => "类型不对，应为文字",
            Self::WrongType(Shape::Number) => "类型不对，应为数字",
            Self::WrongType(Shape::List) => "类型不对，应为列表",
            Self::WrongType(Shape::Object) => "类型不对，应为对象",
            Self::CellError => "这一格是错误值，请先改正",
            Self::MissingField => "缺少这一项",
            Self::UnknownField => "没有这一项，请改名或删去",
            Self::FieldTwice => "同一项写了两次",
            Self::MissingColumn => "表头缺少这一列",
            Self::UnknownColumn => "没有这一列，请改名或删去",
            Self::ColumnTwice => "有两列意思相同，请只留一列",
            Self::MustNotBeHeld => "居民登记不得保存这类信息，请删去",
            Self::IdTwice => "编号与前面的一行重复",
            Self::MustNotBeHeldLeftOut => "居民登记不得保存这类信息，没有导入这一列",
            Self::UnknownColumnLeftOut => "没有这一列，没有导入",
            Self::ColumnTwiceLeftOut => "与另一列意思相同，没有导入这一列",
            Self::Elsewhere => "这个编号已用于另一栋楼或另一个小区",
            Self::MovedSince => "这一户后来改登到别的房号，没有更动",
            Self::UnknownHouseholdKept => "没有登记过这一户，编号照录",
            Self::UnknownHousehold => "没有登记过这一户",
            Self::AmbiguousHousehold => "这里登记了不止一户，分不清是哪一户",
            Self::ConsentWithdrawn => "本人已撤回同意，标签没有再登记",
            Self::TooLong { limit_chars } => {
                return Cow::Owned(format!("文字过长，最多 {limit_chars} 字"));
            }
            Self::TooMany { limit } => return Cow::Owned(format!("数量过多，最多 {limit} 项")),
            Self::Refused(code) => code.zh(),
        })
    }

    /// The same in English.
    pub fn en(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Empty => "must not be empty",
            Self::ControlCharacter => "has control characters",
            Self::NotAPhone => "not a telephone number",
            Self::NotAnId => "not a UUID",
            Self::NotATime => "not a date or time; write 2026-11-24 14:30",
            Self::NotAYear => "not a year of birth; write 1958",
            Self::NotAGender => "must be 男 or 女, or empty",
            Self::NotAnOutcome => "no such outcome; use met, follow_up, no_answer or the like",
            Self::NotAStatus => "must be open or closed",
            Self::NotJson => "not a JSON object; write one a line",
            Self::WrongType(Shape::Text) => "of the wrong type: text is expected",
            Self::WrongType(Shape::Number) => "of the wrong type: a number is expected",
            Self::WrongType(Shape::List) => "of the wrong type: a list is expected",
            Self::WrongType(Shape::Object) => "of the wrong type: an object is expected",
            Self::CellError => "the cell shows an error; correct it first",
            Self::MissingField => "is missing",
            Self::UnknownField => "no such field; rename or remove it",
            Self::FieldTwice => "is given twice",
            Self::MissingColumn => "the header lacks this column",
            Self::UnknownColumn => "no such column; rename or remove it",
            Self::ColumnTwice => "two columns mean the same; keep one",
            Self::MustNotBeHeld => "the register must not hold this; remove it",
            Self::IdTwice => "the same id as in an earlier row",
            Self::MustNotBeHeldLeftOut => {
                "the register must not hold this; the column was left out"
            }
            Self::UnknownColumnLeftOut => "no such column; it was left out",
            Self::ColumnTwiceLeftOut => "means the same as another column; it was left out",
            Self::Elsewhere => "the id is taken in another building or estate",
            Self::MovedSince => "the household was given another dwelling since; left as it is",
            Self::UnknownHouseholdKept => "no such household is registered; the id was kept",
            Self::UnknownHousehold => "no such household is registered",
            Self::AmbiguousHousehold => "more than one household is registered there",
            Self::ConsentWithdrawn => "consent was withdrawn, so a flag was not set again",
            Self::TooLong { limit_chars } => {
                return Cow::Owned(format!("longer than {limit_chars} characters"));
            }
            Self::TooMany { limit } => return Cow::Owned(format!("more than {limit} entries")),
            Self::Refused(code) => code.en(),
        })
    }
}

impl Reason {
    /// How a column that is left out is spoken of.
    pub(super) fn left_out(self) -> Self {
        match self {
            Self::MustNotBeHeld => Self::MustNotBeHeldLeftOut,
            Self::ColumnTwice => Self::ColumnTwiceLeftOut,
            _ => Self::UnknownColumnLeftOut,
        }
    }
}

impl From<TextError> for Reason {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Empty => Self::Empty,
            TextError::TooLong { limit } => Self::TooLong { limit_chars: limit },
            TextError::ControlCharacter => Self::ControlCharacter,
            TextError::NotAPhone => Self::NotAPhone,
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut words = serializer.serialize_struct("Reason", 2)?;
        words.serialize_field("zh", &self.zh())?;
        words.serialize_field("en", &self.en())?;
        words.end()
    }
}
