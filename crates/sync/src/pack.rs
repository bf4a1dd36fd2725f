//! A pack as it arrives: documents one by one, or many taken apart by column.

use linli_documents::Columns;
use linli_domain::FeedId;
use linli_wire::{PackedDocument, ResponseItem, Snapshot};

use crate::receive::ReceiveError;

/// A pack that has begun.
#[derive(Debug)]
pub struct OpenPack {
    pub feed: FeedId,
    pub generation: u64,
    pub index: u32,
    whole: Vec<Snapshot>,
    apart: Vec<PackedDocument>,
    columns: Columns,
}

impl OpenPack {
    pub fn new(feed: FeedId, generation: u64, index: u32) -> Self {
        Self {
            feed,
            generation,
            index,
            whole: Vec::new(),
            apart: Vec::new(),
            columns: Columns::default(),
        }
    }

    /// Takes an item that stands between the pack's start and its end.
    pub fn take(&mut self, item: ResponseItem) -> Result<(), ReceiveError> {
        match item {
            ResponseItem::Snapshot(snapshot) => self.whole.push(snapshot),
            ResponseItem::PackDocuments { documents } => self.apart.extend(documents),
            ResponseItem::PackColumn { column, bytes } => self.columns.insert(column, &bytes),
            _ => return Err(ReceiveError::OutOfPlace("an item inside a pack")),
        }
        Ok(())
    }

    /// Its documents, put together.
    ///
    /// # Errors
    /// `Columns` if the columns are not those of exactly the documents that were named.
    pub fn snapshots(self) -> Result<Vec<Snapshot>, ReceiveError> {
        let bytes = self.columns.documents(self.apart.len());
        let bytes = bytes.map_err(|_| ReceiveError::Columns)?;
        let apart = self.apart.into_iter().zip(bytes);
        let mut snapshots = self.whole;
        snapshots.extend(apart.map(|(document, bytes)| document.with(bytes)));
        Ok(snapshots)
    }
}
