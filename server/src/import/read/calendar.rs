//! Dates and times as people write them in spreadsheets: of the wall clock in China.

use std::fmt;

use linli_domain::Timestamp;

use super::parse;
use crate::import::reason::Reason;

/// A date with a time of day, by the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
}

impl Moment {
    /// The point in time at which clocks in China (UTC+8) show this.
    pub(super) fn in_china(self) -> Result<Timestamp, Reason> {
        parse::instant(&format!("{self}+08:00"))
    }
}

impl fmt::Display for Moment {
    /// `2026-11-24T14:30:00`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            self.year, self.month, self.day, self.hour, self.minute, self.second
        )
    }
}

/// The day of a spreadsheet's serial number (days since 1899-12-30).
///
/// Only for numbers that can be a day of 1927 to 2173: others are years, rooms, mistakes.
pub(super) fn of_serial(serial: f64) -> Result<Moment, Reason> {
    if !(10_000.0..100_000.0).contains(&serial) {
        return Err(Reason::NotATime);
    }
    let kind = calamine::ExcelDateTimeType::DateTime;
    Ok(of_excel(&calamine::ExcelDateTime::new(serial, kind, false)))
}

pub(super) fn of_excel(time: &calamine::ExcelDateTime) -> Moment {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    Moment {
        year,
        month,
        day,
        hour,
        minute,
        second,
    }
}

/// `2024-03-02`, `2024/3/2`, `2024.3.2`, `2024年3月2日`, `20240302`; then perhaps `14:30`, `14:30:05`
/// or `14时30分`.
pub(super) fn read(text: &str) -> Result<Moment, Reason> {
    let text = text.trim();
    let numbers = numbers(text)?;
    let (date, time) = match *numbers.as_slice() {
        // Eight digits in one.
        [whole, ref time @ ..] if whole > 9_999 => (
            [whole / 10_000, whole / 100 % 100, whole % 100],
            time.to_vec(),
        ),
        [year, month, day, ref time @ ..] => ([year, month, day], time.to_vec()),
        _ => return Err(Reason::NotATime),
    };
    if time.len() > 3 || date[0] < 1900 {
        return Err(Reason::NotATime);
    }
    let part = |number: u32| u8::try_from(number).map_err(|_| Reason::NotATime);
    let of_day = |place: usize| part(time.get(place).copied().unwrap_or(0));
    Ok(Moment {
        year: u16::try_from(date[0]).map_err(|_| Reason::NotATime)?,
        month: part(date[1])?,
        day: part(date[2])?,
        hour: of_day(0)?,
        minute: of_day(1)?,
        second: of_day(2)?,
    })
}

/// The year of `1958`, `1958年`, `1958-03`, `195803`, `1958-03-02`.
pub(super) fn year(text: &str) -> Result<u16, Reason> {
    let numbers = numbers(text.trim()).map_err(|_| Reason::NotAYear)?;
    let year = match numbers.first() {
        Some(&year @ 1_000..=9_999) => year,
        Some(&year_month @ 100_000..=999_999) => year_month / 100,
        Some(&whole @ 10_000_000..=99_999_999) => whole / 10_000,
        _ => return Err(Reason::NotAYear),
    };
    u16::try_from(year).map_err(|_| Reason::NotAYear)
}

/// The numbers of a text that has nothing between them but what parts dates and times.
fn numbers(text: &str) -> Result<Vec<u32>, Reason> {
    const BETWEEN: &[char] = &[
        '-', '/', '.', ':', '：', ' ', 'T', '年', '月', '日', '号', '时', '点', '分', '秒',
    ];
    text.split(BETWEEN)
        .filter(|piece| !piece.is_empty())
        .map(|piece| match piece.bytes().all(|b| b.is_ascii_digit()) {
            true => piece.parse().map_err(|_| Reason::NotATime),
            false => Err(Reason::NotATime),
        })
        .collect()
}
