//! Sealed files on their way from hand to hand, and what the server said of what is in them.

use std::collections::BTreeSet;

use linli_client_core::domain::ChangeHash;
use linli_wire::{CarriedOutcome, CarriedRefusal, ResponseItem, SealedEnvelope};

use super::{Answer, items};
use crate::verify::Broken;

/// Files kept at most: the oldest are forgotten.
const FILES_MAX: usize = 12;

/// All that was ever sealed.
#[derive(Debug, Default)]
pub(crate) struct Parcels {
    files: Vec<Vec<u8>>,
    /// As their authors sealed them. Whatever else calls itself a parcel was tampered with.
    sealed: BTreeSet<ChangeHash>,
    /// Those that this life of the server took, as far as it must remember.
    delivered: BTreeSet<ChangeHash>,
}

impl Parcels {
    /// A file that somebody sealed.
    pub(crate) fn add(&mut self, file: Vec<u8>) {
        let envelopes = envelopes(&file).expect("a phone seals what can be read");
        envelopes
            .iter()
            .for_each(|envelope| self.add_envelope(envelope));
        self.files.push(file);
        if self.files.len() > FILES_MAX {
            self.files.remove(0);
        }
    }

    pub(crate) fn add_envelope(&mut self, envelope: &SealedEnvelope) {
        self.sealed.insert(envelope.hash());
    }

    /// One of the files, by any number.
    pub(crate) fn pick(&self, number: usize) -> Option<&Vec<u8>> {
        self.files.get(number % self.files.len().max(1))
    }

    /// The server may have lost what it took.
    pub(crate) fn forget_delivered(&mut self) {
        self.delivered.clear();
    }

    /// What is whole is taken once, what was tampered with never.
    pub(crate) fn hear(&mut self, answer: &Answer) -> Result<(), Broken> {
        for item in items(answer) {
            let ResponseItem::Carried { hash, outcome } = item else {
                continue;
            };
            let fits = match outcome {
                CarriedOutcome::Delivered => {
                    self.sealed.contains(&hash) && self.delivered.insert(hash)
                }
                CarriedOutcome::AlreadyDelivered => self.sealed.contains(&hash),
                // A server that came back from a backup may not know the device yet.
                CarriedOutcome::Refused(CarriedRefusal::UnknownDevice) => true,
                // The secretary has it.
                CarriedOutcome::Refused(CarriedRefusal::Suspended) => {
                    self.sealed.contains(&hash) && self.delivered.insert(hash)
                }
                CarriedOutcome::Refused(_) => !self.sealed.contains(&hash),
            };
            if !fits {
                return Err(format!(
                    "a parcel, whole: {}, was answered with {outcome:?}",
                    self.sealed.contains(&hash)
                ));
            }
        }
        Ok(())
    }
}

/// What a file holds, read without the product: a line, and CBOR.
fn envelopes(file: &[u8]) -> Option<Vec<SealedEnvelope>> {
    let line = file.iter().position(|byte| *byte == b'\n')?;
    minicbor::decode(&file[line + 1..]).ok()
}
