//! Requests that ask for more than there is a right to.

use linli_wire::{FeedCursor, FeedPosition, FeedsDigest, Position, RequestItem};

use super::write;
use crate::office::Office;
use crate::places::{self, ESTATES};

/// Every feed, from the beginning, and every document.
pub(super) fn greedy(office: &Office) -> Vec<RequestItem> {
    let position = FeedPosition::At { seq: 0 };
    let mut items: Vec<RequestItem> = ESTATES
        .into_iter()
        .map(|estate| {
            let feeds = places::feeds()
                .into_iter()
                .filter(|feed| feed.estate == estate);
            let cursors = feeds.map(|feed| FeedCursor { feed, position }).collect();
            let position = Position::Each { cursors };
            RequestItem::Cursor { estate, position }
        })
        .collect();
    let documents = write::documents(office).into_iter().take(256).collect();
    items.push(RequestItem::Want { documents });
    items
}

/// A claim to hold every feed.
pub(super) fn knowing() -> Vec<RequestItem> {
    let claim = |estate| {
        let mut feeds = places::feeds();
        feeds.retain(|feed| feed.estate == estate);
        feeds.sort_unstable();
        let position = Position::Together {
            seq: 0,
            feeds: FeedsDigest::of(&feeds),
        };
        RequestItem::Cursor { estate, position }
    };
    ESTATES.map(claim).into()
}
