use std::fmt::Debug;

use ed25519_dalek::SigningKey;
use linli_domain::{Command, DocumentKey};
use linli_wire::{Envelope, FeedsDigest};
use minicbor::{Decode, Encode};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::strategy::{document, feed, payload, request_item, response_item};

/// Reads what it wrote, all of it, and writes the same again.
fn survives<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + Debug,
{
    let bytes = minicbor::to_vec(value).unwrap();
    let mut decoder = minicbor::Decoder::new(&bytes);
    let read: T = decoder
        .decode()
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(decoder.position(), bytes.len());
    prop_assert_eq!(&read, value);
    prop_assert_eq!(minicbor::to_vec(&read).unwrap(), bytes);
    Ok(())
}

proptest! {
    #[test]
    fn requests(item in request_item()) {
        survives(&item)?;
    }

    #[test]
    fn responses(item in response_item()) {
        survives(&item)?;
    }

    #[test]
    fn keys_and_feeds(key in document(), feed in feed()) {
        survives(&key)?;
        survives(&feed)?;
    }

    #[test]
    fn an_envelope_opens_to_what_was_sealed(payload in payload(), seed in any::<[u8; 32]>()) {
        survives(&payload)?;
        let key = SigningKey::from_bytes(&seed);
        let envelope = Envelope::seal(&payload, &key);
        prop_assert_eq!(envelope.open(payload.device, &key.verifying_key()), Ok(payload));
    }

    #[test]
    fn commands(command in linli_documents::strategy::kind().prop_flat_map(linli_documents::strategy::command)) {
        let bytes = command.to_bytes();
        prop_assert!(!Command::is_unknown(&bytes));
        prop_assert_eq!(Command::from_bytes(&bytes), Ok(command));
    }

    #[test]
    fn a_set_of_feeds_has_one_digest(feeds in vec(feed(), 0..6), turn in 0usize..6) {
        let mut turned = feeds.clone();
        turned.extend(feeds.iter().take(turn));
        turned.rotate_left(turn.min(feeds.len()));
        prop_assert_eq!(FeedsDigest::of(&turned), FeedsDigest::of(&feeds));
    }

    #[test]
    fn a_document_has_one_id_whatever_it_went_through(key in document()) {
        let read: DocumentKey = minicbor::decode(&minicbor::to_vec(key).unwrap()).unwrap();
        prop_assert_eq!(read.id(), key.id());
        prop_assert_eq!(read.feed(), key.feed());
    }
}
