//! What happened on a case or a dispute, in the order in which it counts.

use automerge::iter::MapRangeItem;
use automerge::{Automerge, ObjId, ReadDoc};
use linli_domain::{ActorId, EventId, PersonId, Seq};

use crate::convert::{actor_out, author_of};
use crate::document::Document;
use crate::order::EventOrder;

/// One event: what every one has, and the map with the rest.
pub(super) struct Happened<'a> {
    pub(super) id: EventId,
    /// The author of the change that wrote it.
    pub(super) by: PersonId,
    place: Place,
    map: ObjId,
    automerge: &'a Automerge,
}

/// Accepted ones by the server's number, then pending ones as they were written.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Accepted(Seq),
    Pending { operation: u64, actor: ActorId },
}

impl Document {
    pub(super) fn happened(&self, order: &dyn EventOrder) -> Vec<Happened<'_>> {
        let entries = self.automerge.map_range(self.map("events"), ..);
        let mut events: Vec<Happened<'_>> = entries
            .filter_map(|entry| self.event(entry.key.parse().ok()?, entry.id(), order))
            .collect();
        events.sort_unstable_by(|a, b| a.place.cmp(&b.place).then(a.id.cmp(&b.id)));
        events
    }

    fn event(&self, id: EventId, map: ObjId, order: &dyn EventOrder) -> Option<Happened<'_>> {
        let ObjId::Id(operation, _, _) = map else {
            return None;
        };
        let hash = self.automerge.hash_for_opid(&map)?;
        let change = self.automerge.get_change_meta_by_hash(&hash)?;
        let actor = actor_out(&change.actor);
        let place = match order.seq_of(&actor, change.seq) {
            Some(seq) => Place::Accepted(seq),
            None => Place::Pending { operation, actor },
        };
        Some(Happened {
            id,
            by: author_of(change.message.as_deref()),
            place,
            map,
            automerge: &self.automerge,
        })
    }
}

impl Happened<'_> {
    pub(super) fn items(&self) -> impl Iterator<Item = MapRangeItem<'_>> {
        self.automerge.map_range(&self.map, ..)
    }
}
