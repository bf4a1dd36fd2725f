//! Saved documents taken apart by column, so that many of them compress together.
//!
//! Automerge keeps a document as columns: all keys, all values, all operation numbers. One document's columns
//! are short and unlike each other; the same column of a hundred documents is long and like itself. What is
//! taken apart here is put together again byte for byte. Nothing is interpreted but where a column begins.

use std::collections::BTreeMap;

use linli_domain::ChangeHash;
use sha2::{Digest, Sha256};

use crate::document::Heads;
use crate::error::DocumentError;

mod cursor;

pub(crate) use cursor::Cursor;
use cursor::write_number;

/// Automerge's magic number, which is followed by four bytes of SHA-256, a type, a length and the content.
pub(crate) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
pub(crate) const HASH_BYTES: u64 = 32;

/// How long the tail is, who wrote, how many heads there are, and which columns follow, how long each.
const LAYOUT: u32 = 0;
const HEADS: u32 = 1;
/// What follows the columns: where the heads stand among the changes.
const TAIL: u32 = 2;
/// Columns of changes and of operations, alternating, by Automerge's own numbers.
const FIRST: u32 = 16;

/// Columns of several documents: of each, the documents' parts one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(BTreeMap<u32, Vec<u8>>);

impl Columns {
    /// Adds what `Document::save` wrote.
    ///
    /// # Errors
    /// `Damaged` for anything else; then nothing was added.
    pub fn add(&mut self, saved: &[u8]) -> Result<(), DocumentError> {
        for (number, bytes) in parts(saved).ok_or(DocumentError::Damaged)? {
            self.insert(number, &bytes);
        }
        Ok(())
    }

    /// The heads of what `Document::save` wrote, without loading it; `None` for anything else.
    pub fn heads_of(saved: &[u8]) -> Option<Heads> {
        let mut cursor = Cursor(content(saved)?);
        actors(&mut cursor)?;
        let heads = cursor.number()?;
        let hashes = cursor.take(heads.checked_mul(HASH_BYTES)?)?;
        let hashes = hashes.chunks_exact(HASH_BYTES as usize);
        let mut heads: Heads = hashes
            .map(|hash| hash.try_into().ok().map(ChangeHash))
            .collect::<Option<_>>()?;
        heads.sort_unstable();
        Some(heads)
    }

    /// Puts a column in place that has travelled. One that comes twice goes on where it ended.
    pub fn insert(&mut self, number: u32, bytes: &[u8]) {
        self.0.entry(number).or_default().extend_from_slice(bytes);
    }

    /// The columns by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.0
            .iter()
            .map(|(number, bytes)| (*number, bytes.as_slice()))
    }

    /// Bytes in all of them.
    pub fn bytes(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// The documents that were added, as they were saved.
    ///
    /// # Errors
    /// `Damaged` unless the columns hold exactly so many. Whatever they hold, what comes out is hardly longer.
    pub fn documents(&self, count: usize) -> Result<Vec<Vec<u8>>, DocumentError> {
        let mut cursors: BTreeMap<u32, Cursor<'_>> = self
            .iter()
            .map(|(number, bytes)| (number, Cursor(bytes)))
            .collect();
        let documents = (0..count)
            .map(|_| together(&mut cursors))
            .collect::<Option<Vec<_>>>()
            .ok_or(DocumentError::Damaged)?;
        if cursors.values().all(Cursor::is_at_end) {
            Ok(documents)
        } else {
            Err(DocumentError::Damaged)
        }
    }
}

/// One saved document as numbered parts. `None` if it has another form than what is put together of them.
fn parts(saved: &[u8]) -> Option<Vec<(u32, std::borrow::Cow<'_, [u8]>)>> {
    let content = content(saved)?;
    let mut cursor = Cursor(content);
    let actors = actors(&mut cursor)?;
    let heads = cursor.number()?;
    let hashes = cursor.take(heads.checked_mul(HASH_BYTES)?)?;
    let before = cursor.0;
    let columns = columns(&mut cursor)?;
    let metadata = cursor.since(before);
    let mut parts = vec![(HEADS, hashes.into())];
    for column in columns {
        parts.push((column.number, cursor.take(column.length)?.into()));
    }
    let mut layout = Vec::new();
    write_number(&mut layout, cursor.0.len() as u64);
    layout.extend_from_slice(actors);
    write_number(&mut layout, heads);
    layout.extend_from_slice(metadata);
    parts.push((TAIL, cursor.0.into()));
    parts.push((LAYOUT, layout.into()));
    Some(parts)
}

/// What lies in the one chunk that a saved document is.
fn content(saved: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor(saved);
    if cursor.take(4)? != MAGIC {
        return None;
    }
    cursor.take(4)?;
    if cursor.take(1)? != [DOCUMENT] {
        return None;
    }
    let length = cursor.number()?;
    let content = cursor.take(length)?;
    // A longer form of a number, or a checksum that is wrong, would not come back as it was.
    (cursor.is_at_end() && chunk(content) == saved).then_some(content)
}

fn chunk(content: &[u8]) -> Vec<u8> {
    let mut hashed = vec![DOCUMENT];
    write_number(&mut hashed, content.len() as u64);
    hashed.extend_from_slice(content);
    let checksum = Sha256::digest(&hashed);
    [&MAGIC[..], &checksum[..4], &hashed].concat()
}

/// The actors of a document, as they stand there.
fn actors<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let before = cursor.0;
    for _ in 0..cursor.number()? {
        let length = cursor.number()?;
        cursor.take(length)?;
    }
    Some(cursor.since(before))
}

struct Column {
    number: u32,
    length: u64,
}

/// Which columns of changes, then of operations, a document has.
fn columns(cursor: &mut Cursor<'_>) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    for of_operations in [0, 1] {
        for _ in 0..cursor.number()? {
            let own = u32::try_from(cursor.number()?).ok()?;
            let number = own.checked_mul(2)?.checked_add(FIRST + of_operations)?;
            let length = cursor.number()?;
            columns.push(Column { number, length });
        }
    }
    Some(columns)
}

/// Takes the next document from the front of every column that it has a part in.
fn together(cursors: &mut BTreeMap<u32, Cursor<'_>>) -> Option<Vec<u8>> {
    let layout = cursors.get_mut(&LAYOUT)?;
    let tail = layout.number()?;
    let mut content = actors(layout)?.to_vec();
    let heads = layout.number()?;
    write_number(&mut content, heads);
    let before = layout.0;
    let columns = columns(layout)?;
    let metadata = layout.since(before);
    let mut take = |number: u32, length: u64| match cursors.get_mut(&number) {
        Some(cursor) => cursor.take(length),
        None => (length == 0).then_some(&[][..]),
    };
    content.extend_from_slice(take(HEADS, heads.checked_mul(HASH_BYTES)?)?);
    content.extend_from_slice(metadata);
    for column in columns {
        content.extend_from_slice(take(column.number, column.length)?);
    }
    content.extend_from_slice(take(TAIL, tail)?);
    Some(chunk(&content))
}
