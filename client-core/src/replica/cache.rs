//! Loaded documents, each in its two layers.

use linli_documents::Document;
use linli_domain::{DocumentId, DocumentKey};
use lru::LruCache;

use super::{CACHED_DOCUMENTS, DocumentRow, Work, pending};
use crate::{Error, Result};

/// A document as the server confirmed it, and as the person sees it: with own pending commands on top.
#[derive(Debug, Clone)]
pub(crate) struct Layers {
    pub(crate) confirmed: Document,
    /// `None`: nothing is pending, the confirmed layer is what the person sees.
    pub(crate) pending: Option<Document>,
}

impl Layers {
    pub(crate) fn visible(&self) -> &Document {
        self.pending.as_ref().unwrap_or(&self.confirmed)
    }
}

#[derive(Debug)]
pub(crate) struct Cache(LruCache<DocumentId, Layers>);

impl Default for Cache {
    fn default() -> Self {
        Self(LruCache::new(CACHED_DOCUMENTS))
    }
}

impl Cache {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn forget(&mut self, document: &DocumentId) {
        self.0.pop(document);
    }
}

impl Work<'_> {
    /// Both layers of a document, from the cache or from the file; genesis if it is not known yet.
    /// Taken out of the cache: give them back with `keep` once the rows agree with them.
    pub(crate) fn take_layers(&mut self, key: &DocumentKey) -> Result<Layers> {
        if let Some(layers) = self.cache.0.pop(&key.id()) {
            return Ok(layers);
        }
        let confirmed = match DocumentRow::read(self.tx, &key.id())? {
            Some(row) => {
                if row.key != *key {
                    return Err(Error::Unknown("档案 (document)"));
                }
                row.load()?
            }
            None => Document::genesis(key, 0),
        };
        let pending = pending::on_top(self.tx, &confirmed)?;
        Ok(Layers { confirmed, pending })
    }

    pub(crate) fn keep(&mut self, layers: Layers) {
        self.cache.0.put(layers.confirmed.key().id(), layers);
    }

    /// The layers for reading; they stay in the cache.
    pub(crate) fn layers(&mut self, key: &DocumentKey) -> Result<Layers> {
        let layers = self.take_layers(key)?;
        self.keep(layers.clone());
        Ok(layers)
    }
}
