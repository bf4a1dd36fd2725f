//! What the hostile device knows: everything that the server keeps, ids and keys of documents included. A
//! right that held only because an id is hard to guess would not be one.

use linli_client_core::domain::{
    ActorId, BuildingId, DocumentKey, EstateId, FeedId, HouseholdId, Kind, PersonId,
};

use super::books::Books;
use crate::{Failure, Result};

pub(crate) struct Knowledge {
    pub(crate) person: PersonId,
    /// Where the person has a right, and what stands there.
    pub(crate) estate: EstateId,
    pub(crate) building: BuildingId,
    pub(crate) homes: Vec<HouseholdId>,
    /// All documents of all estates.
    pub(crate) documents: Vec<DocumentKey>,
    /// All feeds that have documents.
    pub(crate) feeds: Vec<FeedId>,
    pub(crate) actors: Vec<ActorId>,
    /// Bodies of honest requests, for bending.
    pub(crate) bodies: Vec<Vec<u8>>,
}

impl Knowledge {
    /// `home`: some household of the person's building.
    pub(crate) fn of(person: PersonId, home: HouseholdId, books: &Books) -> Result<Self> {
        let documents = books.documents()?;
        let found = documents.iter().find(|key| key.id() == home.into());
        let (estate, building) = found
            .and_then(|key| Some((key.estate(), key.building()?)))
            .ok_or_else(|| Failure::broken("a household that a device shows is not stored"))?;
        let homes = documents.iter().filter_map(|key| match key {
            DocumentKey::Household {
                building: its,
                household,
                ..
            } if *its == building => Some(*household),
            _ => None,
        });
        let mut feeds: Vec<FeedId> = documents.iter().map(DocumentKey::feed).collect();
        feeds.sort_unstable();
        feeds.dedup();
        Ok(Self {
            person,
            estate,
            building,
            homes: homes.collect(),
            feeds,
            actors: books.actors()?,
            documents,
            bodies: Vec::new(),
        })
    }

    /// Said anew here, and not asked of the product: what a head writes to.
    pub(crate) fn may_write(&self, document: &DocumentKey) -> bool {
        document.estate() == self.estate && document.building() == Some(self.building)
    }

    /// The same of reading: the building, and the directory of the estate.
    pub(crate) fn may_read(&self, feed: FeedId) -> bool {
        feed.estate == self.estate
            && feed.kind != Kind::Dispute
            && feed.building.is_none_or(|it| it == self.building)
    }
}
