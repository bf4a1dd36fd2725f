//! A cell of a spreadsheet, and how it reads as text, as a time, as a year.

use linli_domain::Timestamp;

use super::calendar::{self, Moment};
use super::parse;
use crate::import::reason::Reason;

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number without the format of a date: a phone, a room, a year.
    Number(f64),
    Moment(Moment),
    /// `#REF!` and the like.
    Error,
}

impl Cell {
    /// Text as people see it: line ends are `\n`, tabs are spaces, nothing around it.
    pub(super) fn of_text(text: &str) -> Self {
        let text = text.replace("\r\n", "\n").replace(['\t', '\r'], " ");
        match text.trim() {
            "" => Self::Empty,
            text => Self::Text(text.to_owned()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    pub(super) fn text(&self) -> Result<String, Reason> {
        match self {
            Self::Empty => Ok(String::new()),
            Self::Text(text) => Ok(text.clone()),
            // `{}` writes a whole float without a point: 301, 13800001234.
            Self::Number(number) => Ok(format!("{number}")),
            Self::Moment(moment) => Ok(moment.to_string()),
            Self::Error => Err(Reason::CellError),
        }
    }

    /// A time; a date alone is its first moment in China.
    pub(super) fn time(&self) -> Result<Timestamp, Reason> {
        match self {
            Self::Empty => Err(Reason::Empty),
            Self::Error => Err(Reason::CellError),
            Self::Text(text) => parse::instant(text)
                .or_else(|_| calendar::read(text)?.in_china())
                .map_err(|_| Reason::NotATime),
            // A date whose format got lost.
            Self::Number(number) => calendar::of_serial(*number)?.in_china(),
            Self::Moment(moment) => moment.in_china(),
        }
    }

    /// A year of birth, from a year or a whole date of which nothing else is kept.
    pub(super) fn birth_year(&self) -> Result<Option<u16>, Reason> {
        let year = match self {
            Self::Empty => return Ok(None),
            Self::Error => return Err(Reason::CellError),
            Self::Moment(moment) => moment.year,
            Self::Text(text) => calendar::year(text)?,
            Self::Number(number) => {
                let read = calendar::year(&format!("{number}"));
                read.or_else(|_| calendar::of_serial(*number).map(|moment| moment.year))
                    .map_err(|_| Reason::NotAYear)?
            }
        };
        parse::birth_year(year).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_look() {
        assert_eq!(Cell::Number(301.0).text().unwrap(), "301");
        assert_eq!(
            Cell::Number(13_800_001_234.0).text().unwrap(),
            "13800001234"
        );
        assert_eq!(Cell::Error.text(), Err(Reason::CellError));
    }

    #[test]
    fn of_a_date_of_birth_only_the_year_is_kept() {
        for cell in [
            Cell::Number(1958.0),
            Cell::Number(19_580_302.0),
            Cell::Number(21_246.0),
            Cell::of_text("1958年"),
            Cell::of_text("1958-03-02"),
            Cell::of_text("1958年3月"),
            Cell::of_text("195803"),
        ] {
            assert_eq!(cell.birth_year(), Ok(Some(1958)), "{cell:?}");
        }
        for cell in [
            Cell::of_text("58"),
            Cell::of_text("不详"),
            Cell::Number(-1.0),
        ] {
            assert_eq!(cell.birth_year(), Err(Reason::NotAYear), "{cell:?}");
        }
    }

    #[test]
    fn a_date_is_its_first_moment_in_china() {
        let expected = "2024-03-01T16:00:00Z".parse().unwrap();
        for cell in [
            Cell::of_text("2024-03-02"),
            Cell::of_text("2024/3/2"),
            Cell::of_text("2024.3.2"),
            Cell::of_text("2024年3月2日"),
            Cell::of_text("20240302"),
            Cell::of_text("2024-03-02 00:00:00"),
            Cell::of_text("2024-03-02T00:00:00+08:00"),
            Cell::Number(45_353.0),
        ] {
            assert_eq!(cell.time(), Ok(expected), "{cell:?}");
        }
        for text in ["2024-02-30", "3月2日", "昨天", "2024-03-02 25:00", "1"] {
            assert_eq!(Cell::of_text(text).time(), Err(Reason::NotATime), "{text}");
        }
    }
}
