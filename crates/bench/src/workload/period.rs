//! The months that a record covers, and believable times of day within them.

use linli_domain::{Date, Month, Timestamp};

use super::draw::Draw;

/// Full calendar months of China, from the first day to the day before `end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    first: Date,
    end: Date,
}

/// Hours of the day (China) and how often somebody rings then: mornings, afternoons, after supper.
const HOURS: [(usize, i64); 13] = [
    (4, 8),
    (14, 9),
    (16, 10),
    (7, 11),
    (2, 12),
    (3, 13),
    (9, 14),
    (14, 15),
    (13, 16),
    (6, 17),
    (5, 18),
    (10, 19),
    (4, 20),
];

const DAY_SECONDS: i64 = 86_400;

impl Period {
    pub(super) fn new(from: Month, months: u16) -> Self {
        let last = from.index().saturating_add(months.max(1));
        let end = Month::from_index(last).or_else(|| Month::from_index(2400 * 12 + 11));
        Self {
            first: first_day(from),
            end: first_day(end.expect("a month of the year 2400")),
        }
    }

    pub(super) fn days(&self) -> i32 {
        self.end.days_since(self.first)
    }

    pub(super) fn day(&self, index: i32) -> Date {
        self.first.plus_days(index)
    }

    /// Some day of the period, at a time when people ring at doors.
    pub(super) fn moment(&self, draw: &mut Draw) -> Timestamp {
        let day = draw.below(self.days().max(1) as usize) as i32;
        daytime(self.day(day), draw)
    }
}

/// A time of `day` in China when people ring at doors.
pub(super) fn daytime(day: Date, draw: &mut Draw) -> Timestamp {
    let hour = draw.weigh(&HOURS);
    at(day, hour * 3600 + draw.below(3600) as i64)
}

/// `seconds` after midnight of `day` in China.
pub(super) fn at(day: Date, seconds: i64) -> Timestamp {
    let epoch: Date = "1970-01-01".parse().expect("a date");
    let midnight = i64::from(day.days_since(epoch)) * DAY_SECONDS;
    Timestamp::clamped(midnight - 8 * 3600 + seconds)
}

/// RFC 3339 with milliseconds, as the rows of the field have it: `2024-03-02T12:12:17.000Z`.
pub(super) fn render(time: Timestamp) -> String {
    let text = time.to_string();
    format!("{}.000Z", text.trim_end_matches('Z'))
}

fn first_day(month: Month) -> Date {
    format!("{month}-01").parse().expect("a first of the month")
}

#[cfg(test)]
mod tests {
    use super::super::draw::Stream;
    use super::*;

    #[test]
    fn months_are_whole() {
        let period = Period::new("2024-02".parse().unwrap(), 1);
        assert_eq!(period.days(), 29);
        assert_eq!(period.end.to_string(), "2024-03-01");
        assert_eq!(period.day(28).to_string(), "2024-02-29");
    }

    #[test]
    fn moments_keep_to_the_period_and_to_the_day() {
        let period = Period::new("2024-12".parse().unwrap(), 2);
        let mut draw = Draw::new(3, Stream::Visits);
        for _ in 0..500 {
            let moment = period.moment(&mut draw);
            assert!(period.day(0) <= moment.date() && moment.date() < period.end);
            let second = (moment.seconds() + 8 * 3600).rem_euclid(DAY_SECONDS);
            assert!((8 * 3600..21 * 3600).contains(&second));
        }
    }

    #[test]
    fn rendered_times_have_milliseconds() {
        let time = at("2024-03-02".parse().unwrap(), 20 * 3600 + 12 * 60 + 17);
        assert_eq!(render(time), "2024-03-02T12:12:17.000Z");
        assert_eq!(render(time).parse::<Timestamp>().unwrap(), time);
    }
}
