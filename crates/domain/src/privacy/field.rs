//! A type's fields with their purposes, and the macros that let none be left out.

use super::purpose::Purpose;

/// A type as `schemas/` names it, and its fields.
#[derive(Debug)]
pub struct Fields {
    pub of: &'static str,
    /// What it is called in Chinese; empty for commands.
    pub zh: &'static str,
    pub fields: &'static [Field],
}

#[derive(Debug)]
pub struct Field {
    /// As in the schema.
    pub name: &'static str,
    /// What it is called in Chinese; empty for those of commands, which fill fields of documents.
    pub zh: &'static str,
    /// `None`: it holds parts, whose own fields have theirs.
    pub purpose: Option<&'static Purpose>,
}

/// `Struct "称呼" { field "称呼": PURPOSE, field "称呼": parts }`. The pattern names every field, so one that is missing here does not
/// compile.
macro_rules! structs {
    ($list:ident: $(
        $name:ident $($zh:literal)? { $($field:ident $($label:literal)?: $purpose:ident),* $(,)? }
    )*) => {
        $(const _: fn($name) = |it| {
            let $name { $($field: _),* } = it;
        };)*
        pub(super) const $list: &[Fields] = &[$(Fields {
            of: stringify!($name),
            zh: concat!($($zh)?),
            fields: &[$(Field {
                name: stringify!($field),
                zh: concat!($($label)?),
                purpose: $crate::privacy::field::purpose!($purpose),
            }),*],
        }),*];
    };
}

/// `Enum { Variant name: PURPOSE }`, the same for the changes of a correction.
macro_rules! enums {
    ($list:ident: $($name:ident { $($variant:ident $field:ident: $purpose:ident),* $(,)? })*) => {
        $(const _: fn(&$name) = |it| match it {
            $($name::$variant(_) => {})*
        };)*
        pub(super) const $list: &[Fields] = &[$(Fields {
            of: stringify!($name),
            zh: "",
            fields: &[$(Field {
                name: stringify!($field),
                zh: "",
                purpose: $crate::privacy::field::purpose!($purpose),
            }),*],
        }),*];
    };
}

macro_rules! purpose {
    (parts) => {
        None
    };
    ($purpose:ident) => {
        Some(&$crate::privacy::purpose::$purpose)
    };
}

pub(super) use {enums, purpose, structs};
