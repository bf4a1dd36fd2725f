//! Words that are stored, sent and shown: each stable, each its own, and read as it is written.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use linli_domain::command::{
    DisputeOutcome, Dwelling, Gender, Outcome, ReferralStep, is_sensitive,
};
use linli_domain::exchange::ResidentRow;
use linli_domain::view::{
    CaseStatus, DisputeEventKind, DisputeStatus, EventKind, ReferralState, ResidentView,
};
use linli_domain::{Kind, Level, ResidentId, Role};
use serde::Serialize;

/// The word in documents, in JSON and for people is the same.
fn one_word<T: Serialize + Copy>(all: &[T], word: impl Fn(T) -> &'static str) {
    for value in all {
        assert_eq!(serde_json::to_value(value).unwrap(), word(*value));
    }
}

/// The stable word and the Chinese one are read; nothing else is.
fn is_read<T>(all: &[T], word: impl Fn(T) -> &'static str, zh: impl Fn(T) -> &'static str)
where
    T: FromStr<Err: Debug> + Display + Debug + PartialEq + Copy,
{
    for value in all {
        assert_eq!(value.to_string(), word(*value));
        assert_eq!(&word(*value).parse::<T>().unwrap(), value);
        assert_eq!(&zh(*value).parse::<T>().unwrap(), value);
    }
    assert!("什么也不是".parse::<T>().is_err());
    assert!("".parse::<T>().is_err());
}

#[test]
fn stored_words_are_those_of_json() {
    one_word(&Role::ALL, Role::as_str);
    one_word(&Level::ALL, Level::as_str);
    one_word(&Outcome::ALL, Outcome::as_str);
    one_word(&Kind::ALL, Kind::as_str);
    one_word(&[CaseStatus::Open, CaseStatus::Closed], CaseStatus::as_str);
    one_word(&EventKind::ALL, EventKind::as_str);
    one_word(&DisputeOutcome::ALL, DisputeOutcome::as_str);
    one_word(&DisputeStatus::ALL, DisputeStatus::as_str);
    one_word(&DisputeEventKind::ALL, DisputeEventKind::as_str);
    one_word(&ReferralStep::ALL, ReferralStep::as_str);
    one_word(&ReferralState::ALL, ReferralState::as_str);
    for step in ReferralStep::ALL {
        assert_eq!(ReferralStep::of_word(step.as_str()), Some(step));
        assert_eq!(step.to_string(), step.as_str());
    }
    assert_eq!(ReferralStep::of_word("waiting"), None);
    for kind in DisputeEventKind::ALL {
        assert_eq!(DisputeEventKind::of_word(kind.as_str()), kind);
    }
    assert_eq!(
        DisputeEventKind::of_word("of a newer version"),
        DisputeEventKind::Note
    );
    for kind in EventKind::ALL {
        assert_eq!(EventKind::of_word(kind.as_str()), kind);
    }
    assert_eq!(EventKind::of_word("of a newer version"), EventKind::Note);
}

#[test]
fn roles_and_outcomes_are_read_as_people_say_them() {
    is_read(&Role::ALL, Role::as_str, Role::zh);
    is_read(&Level::ALL, Level::as_str, Level::zh);
    is_read(&Outcome::ALL, Outcome::as_str, Outcome::zh);
    is_read(
        &DisputeOutcome::ALL,
        DisputeOutcome::as_str,
        DisputeOutcome::zh,
    );
}

#[test]
fn a_kind_keeps_its_number() {
    assert_eq!(Kind::ALL.map(Kind::code), [1, 2, 3, 4, 5]);
    for kind in Kind::ALL {
        assert_eq!(Kind::from_code(kind.code()), Some(kind));
        assert_eq!(kind.to_string(), kind.as_str());
        assert_eq!(
            kind.folds_events(),
            matches!(kind, Kind::Case | Kind::Dispute)
        );
    }
    assert_eq!(Kind::from_code(6), None);
}

/// Whatever is not known to be harmless needs consent.
#[test]
fn three_flags_need_no_consent() {
    for plain in ["租户", "热心户", "定期随访"] {
        assert!(!is_sensitive(plain), "{plain}");
    }
    for other in ["独居", "重点关注", "租户 ", ""] {
        assert!(is_sensitive(other), "{other}");
    }
}

#[test]
fn a_dwelling_reads_like_its_door() {
    let door = Dwelling {
        unit: "2单元".parse().unwrap(),
        room: "301".parse().unwrap(),
    };
    assert_eq!(door.to_string(), "2单元301");
}

/// A row of an export says what the register says, and is empty where that says nothing.
#[test]
fn a_resident_becomes_a_row() {
    let id = ResidentId::from_bytes([1; 16]);
    let known = ResidentView {
        name: "张三".into(),
        phone: Some("13800000001".into()),
        relation: Some("户主".into()),
        birth_year: Some(1950),
        gender: Some(Gender::Female),
        notes: Some("听力不好".into()),
        ..ResidentView::default()
    };
    let row = ResidentRow::of(id, known);
    assert_eq!((row.id, row.birth_year), (id.0, Some(1950)));
    let said = [row.name, row.phone, row.relation, row.gender, row.notes];
    assert_eq!(said, ["张三", "13800000001", "户主", "女", "听力不好"]);
    let row = ResidentRow::of(id, ResidentView::default());
    assert_eq!(
        [row.phone, row.relation, row.gender, row.notes].concat(),
        ""
    );
    let words: BTreeSet<_> = [Gender::Female, Gender::Male].map(Gender::zh).into();
    assert_eq!(words, BTreeSet::from(["女", "男"]));
}
