//! What the hand brings as if it were somebody else's work: parcels, and changes that it gives back.

use ed25519_dalek::SigningKey;
use linli_client_core::domain::Timestamp;
use linli_wire::{
    CarriedEnvelope, Envelope, EnvelopePayload, GivenBack, GivenDocument, GivenEntry, RawChange,
    RequestItem, Seal, SealedChange, SealedDocument, SealedEnvelope,
};

use super::Hand;
use super::trick::Trick;
use super::write::Written;
use crate::office::{Office, server_key};
use crate::random::Random;
use crate::verify::Broken;

impl Hand {
    /// Brings it twice. What the server says to a parcel is checked where its answers are made.
    pub(super) fn relay(
        &self,
        office: &Office,
        trick: Trick,
        payload: &EnvelopePayload,
        random: &mut Random,
        now: Timestamp,
    ) -> Result<(), Broken> {
        let key = match trick {
            Trick::Smuggled => SigningKey::from_bytes(&[5; 32]),
            _ => self.key.clone(),
        };
        let carried = CarriedEnvelope {
            envelope: Envelope::seal(payload, &key),
            clock_offset: None,
        };
        let mut fresh = [0; 32];
        random.fill(&mut fresh);
        let parcel = SealedEnvelope::seal(&carried, &server_key().verifying_key(), fresh);
        let parcel = parcel.expect("one command fits a parcel");
        if matches!(trick, Trick::Relayed) {
            office.parcels.borrow_mut().add_envelope(&parcel);
        }
        for _ in 0..2 {
            self.request(office, vec![RequestItem::Carried(parcel.clone())], now)?;
        }
        Ok(())
    }

    /// Under a seal of its own: a change, or a document as if it had come in a pack.
    pub(super) fn give_back(
        &self,
        office: &Office,
        written: &Written,
        now: Timestamp,
    ) -> Result<(), Broken> {
        let (document, epoch) = (written.chain.document, written.chain.epoch);
        let change = SealedChange {
            seq: 1,
            document,
            epoch,
            bytes: written.change.clone(),
            order: None,
        };
        let sealed = SealedDocument {
            document,
            epoch,
            heads: vec![written.hash],
        };
        let digests = [change.digest(), sealed.digest()];
        let estate = document.estate();
        let given = GivenBack {
            estate,
            seal: Seal::sign(estate, &digests, &self.key),
            entries: vec![
                GivenEntry::Whole(change),
                GivenEntry::Document(GivenDocument {
                    sealed,
                    changes: vec![RawChange(written.change.clone())],
                }),
            ],
        };
        self.request(office, vec![RequestItem::GivenBack(given)], now)
            .map(drop)
    }
}
