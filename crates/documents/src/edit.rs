//! What a command does to a document, as a list: rules read and produce it, one place writes it.
//!
//! A rule therefore cannot leave a half-written document behind: a refusal comes before any edit.

use std::collections::HashMap;
use std::iter::Peekable;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{
    Automerge, AutomergeError, ChangeHash, ObjId, ROOT, ReadDoc, ScalarValue, hydrate,
};
use linli_domain::{Date, Timestamp};

/// One step. `Put` and `Delete` go where the latest `Root`, `In`, `At` or `New` points.
#[derive(Debug)]
enum Edit {
    Root,
    /// A map of the genesis.
    In(&'static str),
    /// An entry, itself a map, of a map of the genesis.
    At(&'static str, String),
    /// The same, made now. Its key must be an id that one device drew.
    New(&'static str, String),
    Put(String, ScalarValue),
    Delete(String),
}

#[derive(Debug)]
pub(crate) struct Edits(Vec<Edit>);

impl Edits {
    /// At the root.
    pub(crate) fn root() -> Self {
        Self(vec![Edit::Root])
    }

    pub(crate) fn within(mut self, map: &'static str) -> Self {
        self.0.push(Edit::In(map));
        self
    }

    pub(crate) fn at(mut self, map: &'static str, key: impl ToString) -> Self {
        self.0.push(Edit::At(map, key.to_string()));
        self
    }

    pub(crate) fn new_at(mut self, map: &'static str, key: impl ToString) -> Self {
        self.0.push(Edit::New(map, key.to_string()));
        self
    }

    pub(crate) fn put(mut self, key: impl Into<String>, value: impl Scalar) -> Self {
        self.0.push(Edit::Put(key.into(), value.scalar()));
        self
    }

    pub(crate) fn delete(mut self, key: impl Into<String>) -> Self {
        self.0.push(Edit::Delete(key.into()));
        self
    }

    /// Nothing where there is no value: for an entry that is new.
    pub(crate) fn put_some(self, key: impl Into<String>, value: Option<impl Scalar>) -> Self {
        match value {
            Some(value) => self.put(key, value),
            None => self,
        }
    }

    /// No value takes the old one away.
    pub(crate) fn set(self, key: impl Into<String>, value: Option<impl Scalar>) -> Self {
        match value {
            Some(value) => self.put(key, value),
            None => self.delete(key),
        }
    }

    /// Writes everything as one change. On an error the document is as before.
    ///
    /// Where the document says all of it already, the change is empty: that somebody said so again
    /// is part of the record, and every command has its change.
    pub(crate) fn write(
        &self,
        automerge: &mut Automerge,
        message: &str,
        seconds: i64,
    ) -> Result<ChangeHash, AutomergeError> {
        let mut transaction = automerge.transaction();
        let mut here = ROOT;
        let mut edits = self.0.iter().peekable();
        while let Some(edit) = edits.next() {
            match edit {
                Edit::Root => here = ROOT,
                Edit::In(map) => here = child(&transaction, &ROOT, map)?,
                Edit::At(map, key) => {
                    let map = child(&transaction, &ROOT, map)?;
                    here = child(&transaction, &map, key)?;
                }
                Edit::New(map, key) => {
                    let map = child(&transaction, &ROOT, map)?;
                    let entry = entry(&mut edits);
                    here = transaction.batch_create_object(map, key.as_str(), &entry, false)?;
                }
                Edit::Put(key, value) => transaction.put(&here, key.as_str(), value.clone())?,
                Edit::Delete(key) => transaction.delete(&here, key.as_str())?,
            }
        }
        let options = || {
            CommitOptions::default()
                .with_message(message)
                .with_time(seconds)
        };
        if transaction.pending_ops() == 0 {
            transaction.rollback();
            return Ok(automerge.empty_commit(options()));
        }
        let (hash, _) = transaction.commit_with(options());
        hash.ok_or(AutomergeError::Fail)
    }
}

/// The values of a new entry, which are written at once: value by value a visit takes three times as long.
/// Whatever order they are given in, Automerge writes them in the order of their keys.
fn entry<'a>(edits: &mut Peekable<impl Iterator<Item = &'a Edit>>) -> hydrate::Value {
    let mut values = HashMap::new();
    while let Some(Edit::Put(key, value)) = edits.next_if(|edit| matches!(edit, Edit::Put(..))) {
        values.insert(key.clone(), hydrate::Value::Scalar(value.clone()));
    }
    hydrate::Value::Map(values.into())
}

fn child(document: &impl ReadDoc, parent: &ObjId, key: &str) -> Result<ObjId, AutomergeError> {
    match document.get(parent, key)? {
        Some((value, id)) if value.is_object() => Ok(id),
        _ => Err(AutomergeError::NotAnObject),
    }
}

/// What the profile allows as a value.
pub(crate) trait Scalar {
    fn scalar(self) -> ScalarValue;
}

impl Scalar for &str {
    fn scalar(self) -> ScalarValue {
        ScalarValue::Str(self.into())
    }
}

impl Scalar for String {
    fn scalar(self) -> ScalarValue {
        ScalarValue::Str(self.into())
    }
}

impl Scalar for bool {
    fn scalar(self) -> ScalarValue {
        ScalarValue::Boolean(self)
    }
}

impl Scalar for u16 {
    fn scalar(self) -> ScalarValue {
        ScalarValue::Uint(self.into())
    }
}

impl Scalar for Timestamp {
    /// In seconds.
    fn scalar(self) -> ScalarValue {
        ScalarValue::Timestamp(self.seconds())
    }
}

impl Scalar for Date {
    fn scalar(self) -> ScalarValue {
        self.to_string().scalar()
    }
}

macro_rules! ids {
    ($($id:ident),*) => {$(
        impl Scalar for linli_domain::$id {
            fn scalar(self) -> ScalarValue {
                self.to_string().scalar()
            }
        }
    )*};
}

ids!(
    AppointmentId,
    BuildingId,
    CaseId,
    DepartmentId,
    EstateId,
    HouseholdId,
    PersonId,
    ResidentId,
    VisitId
);
