use linli_domain::{Date, Month, Timestamp};
use proptest::prelude::*;

/// Of all numbers nearly none is a time: half of these are.
fn seconds() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -2_300_000_000i64..13_700_000_000]
}

proptest! {
    #[test]
    fn every_time_has_a_month_that_travels(seconds in seconds()) {
        let time = Timestamp::clamped(seconds);
        let month = time.month();
        prop_assert_eq!(Month::from_index(month.index()), Some(month));
        prop_assert_eq!(month.to_string().parse::<Month>().unwrap(), month);
        prop_assert_eq!(time.date().month(), month);
    }

    #[test]
    fn a_time_is_taken_or_not_but_never_changed(seconds in seconds()) {
        let taken = Timestamp::from_seconds(seconds);
        prop_assert!(taken.is_none_or(|time| time.seconds() == seconds));
        prop_assert_eq!(taken.is_some(), Timestamp::clamped(seconds).seconds() == seconds);
        let bytes = minicbor::to_vec(seconds).unwrap();
        prop_assert_eq!(minicbor::decode::<Timestamp>(&bytes).ok(), taken);
        if let Some(time) = taken {
            prop_assert_eq!(minicbor::to_vec(time).unwrap(), bytes);
        }
    }

    #[test]
    fn a_time_reads_what_it_prints(seconds in seconds()) {
        let time = Timestamp::clamped(seconds);
        prop_assert_eq!(time.to_string().parse::<Timestamp>().unwrap(), time);
        let json = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), time);
    }

    #[test]
    fn days_are_counted_back_and_forth(seconds in 0i64..4_000_000_000, days in -40_000i32..40_000) {
        let date = Timestamp::clamped(seconds).date();
        prop_assert_eq!(date.plus_days(days).days_since(date), days);
        prop_assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
    }

    #[test]
    fn an_index_is_a_month_or_nothing(index in any::<u16>()) {
        prop_assert!(Month::from_index(index).is_none_or(|month| month.index() == index));
    }

    #[test]
    fn time_is_added_without_overflow(seconds in seconds(), more in seconds()) {
        let later = Timestamp::clamped(seconds).plus_seconds(more);
        prop_assert_eq!(Timestamp::from_seconds(later.seconds()), Some(later));
        let sum = i128::from(Timestamp::clamped(seconds).seconds()) + i128::from(more);
        let inside = i64::try_from(sum).ok().and_then(Timestamp::from_seconds);
        prop_assert!(inside.is_none_or(|inside| inside == later));
    }
}

/// A date may be written down far beyond any visit; its month is then the nearest that travels.
#[test]
fn the_month_of_a_date_beyond_all_visits_travels_too() {
    for (text, month) in [("9999-12-31", "2400-12"), ("2400-12-31", "2400-12")] {
        let found = text.parse::<Date>().unwrap().month();
        assert_eq!(found.index(), month.parse::<Month>().unwrap().index());
    }
}

#[test]
fn times_reach_from_1900_to_the_end_of_2400_in_china() {
    let read = |text: &str| text.parse::<Timestamp>().unwrap().seconds();
    let (first, last) = (read("1900-01-01T00:00:00Z"), read("2400-12-31T15:59:59Z"));
    for inside in [first, -1, 0, last] {
        assert!(Timestamp::from_seconds(inside).is_some(), "{inside}");
    }
    for outside in [first - 1, last + 1] {
        assert_eq!(Timestamp::from_seconds(outside), None);
    }
}

#[test]
fn days_and_months_are_those_of_the_calendar() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(day("2024-03-01").days_since(day("2024-02-28")), 2);
    assert_eq!(day("2024-02-28").plus_days(2), day("2024-03-01"));
    let month: Month = "2024-03".parse().unwrap();
    assert_eq!(
        (month.index(), day("2024-03-31").month()),
        (2024 * 12 + 2, month)
    );
}
