//! Dates and times as people say them. All are China's.

use linli_client_core::domain::{Date, Timestamp};

use crate::error::{Error, Reason};

/// `2026-12-01`, `+7` (days from today), `今天` or `today`.
pub(crate) fn date(option: &'static str, given: &str, today: Date) -> Result<Date, Error> {
    let given = given.trim();
    let read = match given {
        "今天" | "today" => Some(today),
        "明天" | "tomorrow" => Some(today.plus_days(1)),
        _ => match given.strip_prefix('+') {
            Some(days) => days
                .trim_end_matches('天')
                .parse::<u16>()
                .ok()
                .map(|days| today.plus_days(days.into())),
            None => given.parse().ok(),
        },
    };
    read.ok_or(Error::Option {
        option,
        reason: Reason::Date,
    })
}

/// RFC 3339, `2026-11-24 15:03`, or `15:03` for today.
pub(crate) fn time(option: &'static str, given: &str, today: Date) -> Result<Timestamp, Error> {
    let given = given.trim();
    let read = match given.split_once([' ', 'T']) {
        None => china(&today.to_string(), given),
        Some((day, clock)) => china(day, clock).or_else(|| given.parse().ok()),
    };
    read.ok_or(Error::Option {
        option,
        reason: Reason::Time,
    })
}

/// A wall clock's time, hours and minutes.
fn china(day: &str, clock: &str) -> Option<Timestamp> {
    let (hour, minute) = clock.trim().split_once(':')?;
    let two = |digits: &str| {
        (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    (two(hour) && minute.len() == 2 && two(minute))
        .then(|| format!("{day}T{hour:0>2}:{minute}:00+08:00").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        "2026-11-24".parse().unwrap()
    }

    #[test]
    fn dates_are_read_as_people_say_them() {
        for (given, expected) in [
            ("2026-12-01", "2026-12-01"),
            ("+7", "2026-12-01"),
            ("+7天", "2026-12-01"),
            ("今天", "2026-11-24"),
            ("tomorrow", "2026-11-25"),
        ] {
            assert_eq!(
                date("--next", given, today()).unwrap().to_string(),
                expected,
                "{given}"
            );
        }
        for wrong in ["", "下周", "2026-13-01", "+", "-3", "12-01"] {
            assert!(date("--next", wrong, today()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_chinas_unless_they_say_otherwise() {
        for (given, expected) in [
            ("15:03", "2026-11-24T07:03:00Z"),
            ("8:30", "2026-11-24T00:30:00Z"),
            ("2026-11-23 23:59", "2026-11-23T15:59:00Z"),
            ("2026-11-23T23:59:00+08:00", "2026-11-23T15:59:00Z"),
            ("2026-11-23T23:59:00Z", "2026-11-23T23:59:00Z"),
        ] {
            assert_eq!(
                time("--at", given, today()).unwrap().to_string(),
                expected,
                "{given}"
            );
        }
        for wrong in ["", "下午", "25:00", "15:3", "2026-11-23"] {
            assert!(time("--at", wrong, today()).is_err(), "{wrong}");
        }
    }
}
