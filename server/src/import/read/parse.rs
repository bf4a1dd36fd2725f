//! One text to one typed value, with the reason when it is none.

use std::str::FromStr;

use linli_domain::Timestamp;
use linli_domain::command::{Gender, Outcome};
use linli_domain::text::{Phone, Text};

use crate::import::reason::Reason;

/// Whom a register of today can hold.
const BIRTH_YEARS: std::ops::RangeInclusive<u16> = 1850..=2100;

/// The years 1900 to 2399: visit logs are filed by months up to there, and what lies outside is a slip.
const PLAUSIBLE_SECONDS: std::ops::Range<i64> = -2_208_960_000..13_569_465_600;

pub(super) fn text<const MIN: usize, const MAX: usize>(
    value: &str,
) -> Result<Text<MIN, MAX>, Reason> {
    Ok(Text::new(value)?)
}

/// Empty means that the file does not say.
pub(super) fn optional<const MIN: usize, const MAX: usize>(
    value: &str,
) -> Result<Option<Text<MIN, MAX>>, Reason> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    text(value).map(Some)
}

pub(super) fn phone(value: &str) -> Result<Option<Phone>, Reason> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(Phone::new(value)?))
}

pub(super) fn gender(value: &str) -> Result<Option<Gender>, Reason> {
    match value.trim().to_lowercase().as_str() {
        "" | "不详" | "未知" => Ok(None),
        "女" | "女性" | "female" | "f" => Ok(Some(Gender::Female)),
        "男" | "男性" | "male" | "m" => Ok(Some(Gender::Male)),
        _ => Err(Reason::NotAGender),
    }
}

pub(super) fn birth_year(year: u16) -> Result<u16, Reason> {
    if BIRTH_YEARS.contains(&year) {
        Ok(year)
    } else {
        Err(Reason::NotAYear)
    }
}

/// RFC 3339, with its offset.
pub(super) fn instant(value: &str) -> Result<Timestamp, Reason> {
    Timestamp::from_str(value.trim())
        .ok()
        .filter(|time| PLAUSIBLE_SECONDS.contains(&time.seconds()))
        .ok_or(Reason::NotATime)
}

/// The stable name, the Chinese term, or a word that offices use for it.
pub(super) fn outcome(value: &str) -> Result<Outcome, Reason> {
    let value = value.trim().to_lowercase();
    if value.is_empty() {
        return Err(Reason::Empty);
    }
    if let Ok(outcome) = value.parse() {
        return Ok(outcome);
    }
    Ok(match value.as_str() {
        "见到" | "已见面" | "见面" | "在家" | "已走访" => Outcome::Met,
        "跟进" | "待跟进" | "继续跟进" => Outcome::FollowUp,
        "转介" => Outcome::Referred,
        "电话" | "电话走访" | "电话回访" => Outcome::Phoned,
        "不在家" | "无人" | "无人在家" | "没人" | "家中无人" => Outcome::NoAnswer,
        "拒绝" | "拒绝走访" | "不愿意" => Outcome::Refused,
        "搬走" | "已搬离" | "搬离" | "已搬家" => Outcome::MovedAway,
        "留卡" | "已留卡" | "留便民卡" => Outcome::CardLeft,
        _ => return Err(Reason::NotAnOutcome),
    })
}

/// Whether a case is closed.
pub(super) fn closed(value: &str) -> Result<bool, Reason> {
    match value.trim().to_lowercase().as_str() {
        "" => Err(Reason::Empty),
        "open" | "未办结" | "待办" | "待办理" | "处理中" | "办理中" | "进行中" | "跟进中"
        | "未完成" => Ok(false),
        "closed" | "已办结" | "办结" | "已完成" | "完成" | "已解决" | "已关闭" => {
            Ok(true)
        }
        _ => Err(Reason::NotAStatus),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_an_office_are_understood() {
        assert_eq!(outcome(" 不在家 "), Ok(Outcome::NoAnswer));
        assert_eq!(outcome("follow_up"), Ok(Outcome::FollowUp));
        assert_eq!(outcome("很好"), Err(Reason::NotAnOutcome));
        assert_eq!(closed("已办结"), Ok(true));
        assert_eq!(closed("也许"), Err(Reason::NotAStatus));
        assert_eq!(gender("F"), Ok(Some(Gender::Female)));
        assert_eq!(gender("未知"), Ok(None));
    }

    #[test]
    fn a_time_lies_in_the_years_that_are_filed() {
        assert!(instant("2024-03-02T12:12:17.000Z").is_ok());
        for slip in ["0024-03-02T12:12:17Z", "9999-03-02T12:12:17Z", "2024-03-02"] {
            assert_eq!(instant(slip), Err(Reason::NotATime), "{slip}");
        }
    }

    #[test]
    fn empty_means_that_the_file_does_not_say() {
        assert_eq!(phone("  "), Ok(None));
        assert_eq!(optional::<1, 40>(""), Ok(None));
        assert_eq!(text::<1, 40>(""), Err(Reason::Empty));
        assert_eq!(birth_year(77), Err(Reason::NotAYear));
    }
}
