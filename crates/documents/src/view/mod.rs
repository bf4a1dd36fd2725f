//! Documents as they read. Total: what is absent, damaged or of a newer version reads as unset.

mod case;
mod directory;
mod dispute;
mod events;
mod household;
mod merged;
mod referral;
mod visits;

use std::borrow::Cow;
use std::str::FromStr;

use automerge::{ScalarValueRef, ValueRef};
use linli_domain::Timestamp;

use crate::convert::time_of;

/// A value as text, if it is text.
fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Str(text)) => Some(Cow::into_owned(text)),
        _ => None,
    }
}

/// A value read from text: a date, an id, a choice.
fn read<T: FromStr>(value: &ValueRef<'_>) -> Option<T> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Str(text)) => text.parse().ok(),
        _ => None,
    }
}

/// A choice, by the table of its words.
fn word<T>(value: &ValueRef<'_>, table: fn(&str) -> Option<T>) -> Option<T> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Str(text)) => table(text),
        _ => None,
    }
}

fn number(value: &ValueRef<'_>) -> Option<u16> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Uint(number)) => u16::try_from(*number).ok(),
        _ => None,
    }
}

fn time(value: &ValueRef<'_>) -> Option<Timestamp> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Timestamp(seconds)) => Some(time_of(*seconds)),
        _ => None,
    }
}

fn is_true(value: &ValueRef<'_>) -> bool {
    matches!(value, ValueRef::Scalar(ScalarValueRef::Boolean(true)))
}
