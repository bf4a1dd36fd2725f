//! What heads vouch for, and nothing else.

use linli_documents::strategy::{key, kind, recorded};
use linli_documents::{Columns, Document, authentic};
use linli_domain::ActorId;
use linli_domain::command::Recorded;
use proptest::collection::vec;
use proptest::prelude::*;

/// A document to which two people wrote, partly apart.
fn written() -> impl Strategy<Value = Document> {
    let given = kind().prop_flat_map(|kind| (Just(kind), vec(recorded(kind), 0..12)));
    given.prop_map(|(kind, given)| {
        let mut document = Document::genesis(&key(kind), 0);
        let mut other = document.clone();
        for (place, one) in given.iter().enumerate() {
            write(
                if place % 3 == 0 {
                    &mut other
                } else {
                    &mut document
                },
                place,
                one,
            );
        }
        let missing = other.changes_since(&document.heads());
        let _ = document.apply(missing.iter().map(|change| &change.bytes[..]));
        document
    })
}

fn write(document: &mut Document, place: usize, recorded: &Recorded) {
    let actor = ActorId([place as u8 % 3 + 1; 16]);
    let _ = document.execute(actor, recorded);
}

fn chunks(document: &Document) -> Vec<Vec<u8>> {
    let changes = document.changes_since(&[]).into_iter();
    changes.map(|change| change.bytes).collect()
}

fn slices(chunks: &[Vec<u8>]) -> impl Iterator<Item = &[u8]> {
    chunks.iter().map(Vec::as_slice)
}

proptest! {
    #[test]
    fn heads_vouch_for_all_of_a_document_and_for_no_other(document in written(), stranger in written()) {
        let own = chunks(&document);
        prop_assert_eq!(authentic(&document.heads(), slices(&own)), own.iter().collect::<Vec<_>>());
        prop_assert_eq!(Columns::heads_of(&document.save()), Some(document.heads()));
        let mixed = [chunks(&stranger), own.clone(), own.clone()].concat();
        let found = authentic(&document.heads(), slices(&mixed));
        prop_assert_eq!(found.len(), own.len());
        prop_assert!(found.iter().all(|chunk| own.iter().any(|one| one == chunk)));
    }

    #[test]
    fn one_bit_changed_is_vouched_for_by_nobody(document in written(), at in any::<prop::sample::Index>()) {
        let own = chunks(&document);
        let mut bent = own.clone();
        let last = bent.last_mut().expect("there is always the genesis");
        let place = at.index(last.len());
        last[place] ^= 1;
        let found = authentic(&document.heads(), slices(&bent));
        prop_assert!(found.iter().all(|chunk| own.iter().any(|one| one == chunk)));
        prop_assert!(found.len() < own.len());
    }

    #[test]
    fn any_bytes_are_passed_over(bytes in vec(vec(any::<u8>(), 0..200), 0..4), document in written()) {
        prop_assert!(authentic(&document.heads(), slices(&bytes)).is_empty());
    }
}
