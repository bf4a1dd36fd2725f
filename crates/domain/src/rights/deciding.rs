//! Who decides on work whose author may no longer do it.

use super::Grant;
use crate::document::FeedId;
use crate::ids::EstateId;
use crate::time::Date;

/// Whether any of `grants` lets its holder adopt or return today what waits for `feed`, and read it.
pub fn may_decide(grants: &[Grant], feed: FeedId, today: Date) -> bool {
    let mut deciding = deciding(grants, today);
    deciding.any(|grant| grant.covers(feed))
}

/// Whether any of `grants` lets its holder decide on something of `estate` today.
pub fn decides_in(grants: &[Grant], estate: EstateId, today: Date) -> bool {
    let mut deciding = deciding(grants, today);
    deciding.any(|grant| grant.estate == estate)
}

fn deciding(grants: &[Grant], today: Date) -> impl Iterator<Item = &Grant> {
    let held = grants.iter().filter(move |grant| grant.holds_on(today));
    held.filter(|grant| grant.row().is_some_and(|row| row.decides))
}
