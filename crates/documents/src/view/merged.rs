//! Residents merged in a circle.
//!
//! Rules refuse to merge into somebody merged away, but two devices may merge two residents in
//! opposite directions apart. Everybody in the circle would then count as a duplicate and vanish.

use std::collections::BTreeMap;

use linli_domain::ResidentId;
use linli_domain::view::ResidentView;

/// In each circle the resident with the smallest id stays.
pub(super) fn open_loops(residents: &mut BTreeMap<ResidentId, ResidentView>) {
    let looped: Vec<_> = residents
        .keys()
        .copied()
        .filter(|id| is_least_of_loop(residents, *id))
        .collect();
    for id in looped {
        if let Some(resident) = residents.get_mut(&id) {
            resident.merged_into = None;
        }
    }
}

fn is_least_of_loop(residents: &BTreeMap<ResidentId, ResidentView>, start: ResidentId) -> bool {
    let next = |id: &ResidentId| residents.get(id)?.merged_into;
    let mut at = start;
    // A walk longer than there are residents goes round in a circle that `start` is not part of.
    for _ in 0..residents.len() {
        match next(&at) {
            Some(id) if id == start => return true,
            Some(id) if id > start => at = id,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> ResidentId {
        ResidentId::from_bytes([n; 16])
    }

    fn merged(pairs: &[(u8, Option<u8>)]) -> Vec<Option<ResidentId>> {
        let mut residents = pairs
            .iter()
            .map(|(n, into)| {
                let view = ResidentView {
                    merged_into: into.map(id),
                    ..ResidentView::default()
                };
                (id(*n), view)
            })
            .collect();
        open_loops(&mut residents);
        residents.into_values().map(|r| r.merged_into).collect()
    }

    #[test]
    fn the_least_of_a_circle_stays() {
        assert_eq!(merged(&[(1, Some(2)), (2, Some(1))]), [None, Some(id(1))]);
        assert_eq!(
            merged(&[(1, Some(3)), (2, Some(1)), (3, Some(2))]),
            [None, Some(id(1)), Some(id(2))]
        );
        assert_eq!(merged(&[(1, Some(1))]), [None]);
    }

    #[test]
    fn chains_are_left_alone() {
        let chain = [(1, Some(2)), (2, Some(3)), (3, None)];
        assert_eq!(merged(&chain), [Some(id(2)), Some(id(3)), None]);
        let into_circle = [(1, Some(2)), (2, Some(3)), (3, Some(2))];
        assert_eq!(merged(&into_circle), [Some(id(2)), None, Some(id(2))]);
    }
}
