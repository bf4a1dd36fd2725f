//! Points in time and calendar dates.
//!
//! Phones' clocks lie: a `Timestamp` says when something is said to have happened, never in which
//! order things happened. Order comes from the server's `Seq` and from causality.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Seconds since 1970-01-01 UTC. RFC 3339 in JSON, an integer in CBOR and in documents.
///
/// Seconds are all that a visit needs; fractions given in JSON are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, JsonSchema)]
pub struct Timestamp(#[schemars(with = "String", extend("format" = "date-time"))] i64);

impl Timestamp {
    /// Years 1900 to 2400, the last by China's calendar: every time has a [`Month`] that travels.
    const RANGE: std::ops::RangeInclusive<i64> = -2_208_988_800..=13_601_059_199;

    /// `None` outside the years 1900 to 2400.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        Self::RANGE.contains(&seconds).then_some(Self(seconds))
    }

    /// The nearest valid time: for clocks, which must not fail.
    pub fn clamped(seconds: i64) -> Self {
        Self(seconds.clamp(*Self::RANGE.start(), *Self::RANGE.end()))
    }

    /// Midnight in China at which the day begins.
    pub fn beginning_of(day: Date) -> Self {
        let since = day.days_since(Self(0).date());
        Self::clamped(i64::from(since) * 86_400 - 8 * 3_600)
    }

    pub const fn seconds(self) -> i64 {
        self.0
    }

    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::clamped(self.0.saturating_add(seconds))
    }

    /// The date in China (UTC+8, no daylight saving), by which visits are filed.
    pub fn date(self) -> Date {
        let local = jiff::Timestamp::from_second(self.0).unwrap_or_default();
        Date(jiff::tz::Offset::constant(8).to_datetime(local).date())
    }

    pub fn month(self) -> Month {
        self.date().month()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}",
            jiff::Timestamp::from_second(self.0).unwrap_or_default()
        )
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<jiff::Timestamp>()
            .map(|t| Self::clamped(t.as_second()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
                .parse()
                .map_err(de::Error::custom)
        } else {
            let seconds = i64::deserialize(deserializer)?;
            Self::from_seconds(seconds).ok_or_else(|| de::Error::custom("time out of range"))
        }
    }
}

impl<C> minicbor::Encode<C> for Timestamp {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.i64(self.0)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Timestamp {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_seconds(d.i64()?)
            .ok_or_else(|| minicbor::decode::Error::message("time out of range"))
    }
}

/// A calendar date, `2026-11-24`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Date(#[schemars(with = "String", extend("format" = "date"))] jiff::civil::Date);

impl Date {
    /// The nearest month that has an index, for dates beyond the years 0 to 2400.
    pub fn month(self) -> Month {
        Month {
            year: self.0.year().clamp(0, Month::LAST_YEAR),
            month: self.0.month() as u8,
        }
    }

    /// Days from `earlier` to this date; negative when it lies before.
    pub fn days_since(self, earlier: Self) -> i32 {
        (self.0 - earlier.0).get_days()
    }

    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// The same day of another month, or its last day where that month is shorter.
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().months(months)))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Date {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A calendar month, `2026-11`: the period of one visit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: u8,
}

impl Month {
    const LAST_YEAR: i16 = 2400;

    /// Months since year 0, the form in which it travels.
    pub fn index(self) -> u16 {
        self.year.unsigned_abs() * 12 + u16::from(self.month) - 1
    }

    /// `None` beyond the year 2400.
    pub fn from_index(index: u16) -> Option<Self> {
        let year = i16::try_from(index / 12)
            .ok()
            .filter(|year| *year <= Self::LAST_YEAR)?;
        Some(Self {
            year,
            month: (index % 12) as u8 + 1,
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        format!("{text}-01").parse::<Date>().map(Date::month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_is_chinas() {
        let late: Timestamp = "2024-02-29T16:30:00Z".parse().unwrap();
        assert_eq!(late.month().to_string(), "2024-03");
        assert_eq!(late.date().to_string(), "2024-03-01");
    }

    #[test]
    fn json_cuts_fractions_and_reads_what_it_prints() {
        let time: Timestamp = serde_json::from_str("\"2024-03-02T12:12:17.900Z\"").unwrap();
        assert_eq!(
            serde_json::to_string(&time).unwrap(),
            "\"2024-03-02T12:12:17Z\""
        );
    }

    #[test]
    fn a_month_survives_its_index() {
        let month: Month = "2024-12".parse().unwrap();
        assert_eq!(Month::from_index(month.index()), Some(month));
        assert_eq!(Month::from_index(u16::MAX), None);
    }
}
