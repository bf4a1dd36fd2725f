//! Reading and writing columns: row ids as types of their own, stored bytes back into ids.

use linli_domain::{
    ActorId, BuildingId, ChangeHash, DepartmentId, DeviceId, DocumentId, DocumentKey, EstateId,
    FeedId, HouseholdId, Kind, Month, PersonId, ResidentId, Timestamp,
};
use linli_wire::Checksum;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::store::StoreError;

/// The id of the row that was inserted just now.
pub(crate) trait InsertedRow {
    fn inserted(connection: &rusqlite::Connection) -> Self;
}

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $name(i64);

        impl InsertedRow for $name {
            fn inserted(connection: &rusqlite::Connection) -> Self {
                Self(connection.last_insert_rowid())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }
    )*};
}

row_ids! {
    /// `estates.row`
    EstateRow,
    /// `feeds.row`
    FeedRow,
    /// `documents.row`
    DocumentRow,
    /// `pack_sets.row`
    PackSetRow,
    /// `archive.row`
    ArchiveRow
}

/// What a blob column is read as.
pub(crate) trait FromBlob: Sized {
    /// The column's name in an error.
    const WHAT: &'static str;
    fn from_blob(bytes: &[u8]) -> Option<Self>;
}

macro_rules! from_blob {
    ($($name:ident $what:literal),*) => {$(
        impl FromBlob for $name {
            const WHAT: &'static str = $what;
            fn from_blob(bytes: &[u8]) -> Option<Self> {
                Self::from_slice(bytes)
            }
        }
    )*};
}

from_blob! {
    ActorId "actor", BuildingId "building", ChangeHash "hash", DepartmentId "department", DeviceId "device", DocumentId "document id",
    EstateId "estate id", HouseholdId "household", PersonId "person", ResidentId "resident"
}

impl FromBlob for Checksum {
    const WHAT: &'static str = "checksum";
    fn from_blob(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl<const N: usize> FromBlob for [u8; N] {
    const WHAT: &'static str = "key";
    fn from_blob(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok()
    }
}

/// Column `index` of `row` as an id or a hash.
pub(crate) fn blob<T: FromBlob>(row: &rusqlite::Row<'_>, index: usize) -> Result<T, StoreError> {
    let bytes = row
        .get_ref(index)?
        .as_blob()
        .map_err(|_| StoreError::Damaged(T::WHAT))?;
    T::from_blob(bytes).ok_or(StoreError::Damaged(T::WHAT))
}

/// The same where the column may be NULL.
pub(crate) fn blob_or_null<T: FromBlob>(
    row: &rusqlite::Row<'_>,
    index: usize,
) -> Result<Option<T>, StoreError> {
    match row.get_ref(index)? {
        ValueRef::Null => Ok(None),
        _ => blob(row, index).map(Some),
    }
}

pub(crate) fn time(row: &rusqlite::Row<'_>, index: usize) -> Result<Timestamp, StoreError> {
    Ok(Timestamp::clamped(row.get(index)?))
}

pub(crate) fn time_or_null(
    row: &rusqlite::Row<'_>,
    index: usize,
) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.get::<_, Option<i64>>(index)?.map(Timestamp::clamped))
}

/// Heads as they are stored: 32 bytes each.
pub(crate) fn heads_to_blob(heads: &[ChangeHash]) -> Vec<u8> {
    heads.iter().flat_map(|head| head.0).collect()
}

pub(crate) fn heads_of_blob(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    let (heads, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() {
        Ok(heads.iter().copied().map(ChangeHash).collect())
    } else {
        Err(StoreError::Damaged("heads"))
    }
}

/// `feeds.building`: empty for the whole estate.
pub(crate) fn scope(building: Option<&BuildingId>) -> &[u8] {
    building.map_or(&[], |building| building.as_bytes())
}

/// A feed of an estate from two columns: kind at `index`, and building behind it.
pub(crate) fn feed_id(
    estate: EstateId,
    row: &rusqlite::Row<'_>,
    index: usize,
) -> Result<FeedId, StoreError> {
    let kind = Kind::from_code(row.get(index)?).ok_or(StoreError::Damaged("kind"))?;
    let building = match row.get_ref(index + 1)? {
        ValueRef::Blob([]) => None,
        _ => Some(blob(row, index + 1)?),
    };
    Ok(FeedId {
        estate,
        building,
        kind,
    })
}

/// A document's key from its feed, its id and the month in which a visit log is.
pub(crate) fn key(feed: FeedId, id: DocumentId, month: u16) -> Result<DocumentKey, StoreError> {
    let estate = feed.estate;
    let key = match (feed.kind, feed.building) {
        (Kind::Directory, None) => DocumentKey::Directory { estate },
        (Kind::Household, Some(building)) => {
            let household = linli_domain::HouseholdId(id.0);
            DocumentKey::Household {
                estate,
                building,
                household,
            }
        }
        (Kind::Visits, Some(building)) => {
            let month = Month::from_index(month).ok_or(StoreError::Damaged("month"))?;
            DocumentKey::Visits {
                estate,
                building,
                month,
            }
        }
        (Kind::Case, Some(building)) => DocumentKey::Case {
            estate,
            building,
            case: linli_domain::CaseId(id.0),
        },
        (Kind::Dispute, None) => DocumentKey::Dispute {
            estate,
            dispute: linli_domain::DisputeId(id.0),
        },
        _ => return Err(StoreError::Damaged("scope")),
    };
    if key.id() == id {
        Ok(key)
    } else {
        Err(StoreError::Damaged("document id"))
    }
}

/// `documents.month`.
pub(crate) fn month(key: &DocumentKey) -> u16 {
    match key {
        DocumentKey::Visits { month, .. } => month.index(),
        _ => 0,
    }
}
