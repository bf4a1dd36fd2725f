//! Documents taken apart by column come back as they were, and nothing else does.

use linli_documents::strategy::{key, kind, recorded};
use linli_documents::{Columns, Document};
use linli_domain::command::Recorded;
use linli_domain::{ActorId, Kind};
use proptest::collection::vec;
use proptest::prelude::*;

/// Documents that two people wrote to apart: several heads, several actors, any length.
fn documents() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let one = kind().prop_flat_map(|kind| (Just(kind), vec(recorded(kind), 0..12), any::<u32>()));
    vec(
        one.prop_map(|(kind, given, epoch)| written(kind, &given, epoch)),
        0..6,
    )
}

fn written(kind: Kind, given: &[Recorded], epoch: u32) -> Vec<u8> {
    let mut document = Document::genesis(&key(kind), epoch);
    let mut other = document.clone();
    for (place, recorded) in given.iter().enumerate() {
        let replica = if place % 3 == 0 {
            &mut other
        } else {
            &mut document
        };
        let _ = replica.execute(ActorId([place as u8 % 3 + 1; 16]), recorded);
    }
    let missing = other.changes_since(&document.heads());
    // Where both made a change as one actor there is nothing to merge.
    let _ = document.apply(missing.iter().map(|change| &change.bytes[..]));
    document.save()
}

fn apart(documents: &[Vec<u8>]) -> Columns {
    let mut columns = Columns::default();
    for document in documents {
        columns.add(document).unwrap();
    }
    columns
}

proptest! {
    #[test]
    fn what_was_taken_apart_comes_back(documents in documents()) {
        let columns = apart(&documents);
        prop_assert_eq!(columns.documents(documents.len()).unwrap(), documents.clone());
        prop_assert!(columns.documents(documents.len() + 1).is_err());
        if !documents.is_empty() {
            prop_assert!(columns.documents(documents.len() - 1).is_err());
        }
        let saved: usize = documents.iter().map(Vec::len).sum();
        prop_assert!(columns.bytes() <= saved);
    }

    #[test]
    fn a_column_may_travel_in_pieces(documents in documents(), at in any::<prop::sample::Index>()) {
        let mut arrived = Columns::default();
        for (number, bytes) in apart(&documents).iter() {
            let (first, second) = bytes.split_at(at.index(bytes.len() + 1));
            arrived.insert(number, first);
            arrived.insert(number, second);
        }
        prop_assert_eq!(arrived.documents(documents.len()).unwrap(), documents);
    }

    #[test]
    fn damage_is_refused_and_adds_nothing(
        documents in documents(), at in any::<prop::sample::Index>(), bits in 1_u8.., cut: bool,
    ) {
        prop_assume!(!documents.is_empty());
        let mut bytes = documents[0].clone();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= bits }
        let mut columns = apart(&documents);
        prop_assert!(columns.add(&bytes).is_err());
        prop_assert_eq!(columns.documents(documents.len()).unwrap(), documents);
    }

    /// Any bytes in the columns: no panic, and what comes out is hardly longer than what came in.
    #[test]
    fn hostile_columns_cost_no_more_than_they_bring(
        documents in documents(), count in 0_usize..9,
        changes in vec((0_u32..200, any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut hostile = Columns::default();
        for (number, bytes) in apart(&documents).iter() {
            let mut bytes = bytes.to_vec();
            for (_, at, byte) in changes.iter().filter(|(of, ..)| of % 20 == number % 20) {
                let at = at.index(bytes.len() + 1);
                if let Some(there) = bytes.get_mut(at) { *there = *byte }
            }
            hostile.insert(number, &bytes);
        }
        for (number, _, byte) in &changes {
            hostile.insert(*number, &[*byte]);
        }
        if let Ok(documents) = hostile.documents(count) {
            let out: usize = documents.iter().map(Vec::len).sum();
            prop_assert!(out <= hostile.bytes() + 20 * count);
        }
    }
}
