//! Envelopes that a device brings for others. They are pushed as their authors', whoever the carrier is, and the
//! carrier is told that they arrived and nothing else.

use linli_domain::{ChangeHash, EstateId, Seq};
use linli_wire::{CarriedOutcome, CarriedRefusal, EnvelopeError, SealedEnvelope};

use super::{SyncProblem, SyncRequest};
use crate::store::{Push, PushError, PushReceipt, Store};
use crate::telemetry::metrics;

/// What became of each, in order.
#[derive(Debug, Default)]
pub(super) struct Carried {
    pub(super) outcomes: Vec<(ChangeHash, CarriedOutcome)>,
    /// The newest seq of each estate that got entries.
    pub(super) advanced: Vec<(EstateId, Seq)>,
}

impl Carried {
    /// Makes them durable one by one. One that is refused holds up neither the others nor the carrier's own work.
    ///
    /// # Errors
    /// Those of the store. What came before is kept, and is `AlreadyDelivered` when the carrier tries again.
    pub(super) async fn deliver(
        store: &dyn Store,
        request: &SyncRequest,
        parcels: &[SealedEnvelope],
    ) -> Result<Self, SyncProblem> {
        let mut carried = Self::default();
        for parcel in parcels {
            let outcome = match open(store, request, parcel).await? {
                Ok(push) => carried.push(store, push).await?,
                Err(refusal) => CarriedOutcome::Refused(refusal),
            };
            metrics::carried(name(outcome));
            carried.outcomes.push((parcel.hash(), outcome));
        }
        Ok(carried)
    }

    async fn push(&mut self, store: &dyn Store, push: Push) -> Result<CarriedOutcome, SyncProblem> {
        match store.push(push).await {
            Ok(PushReceipt { repeated: true, .. }) => Ok(CarriedOutcome::AlreadyDelivered),
            Ok(receipt) => {
                self.advanced.extend(receipt.advanced);
                Ok(if receipt.suspended {
                    CarriedOutcome::Refused(CarriedRefusal::Suspended)
                } else {
                    CarriedOutcome::Delivered
                })
            }
            Err(PushError::UnknownDevice) => {
                Ok(CarriedOutcome::Refused(CarriedRefusal::UnknownDevice))
            }
            Err(PushError::Store(error)) => Err(error.into()),
        }
    }
}

/// Anybody can seal anything: it counts for nothing until the device that it names is found to have signed it.
async fn open(
    store: &dyn Store,
    request: &SyncRequest,
    parcel: &SealedEnvelope,
) -> Result<Result<Push, CarriedRefusal>, SyncProblem> {
    let inside = match parcel.open(&request.server_key) {
        Ok(inside) => inside,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(claimed) = inside.envelope.claimed_device() else {
        return Ok(Err(CarriedRefusal::Unreadable));
    };
    let Some(device) = store.device(claimed).await? else {
        return Ok(Err(CarriedRefusal::UnknownDevice));
    };
    match super::open(&device, &inside.envelope, request.now) {
        Ok(push) => Ok(Ok(Push {
            clock_offset: inside.clock_offset,
            carried: true,
            ..push
        })),
        Err(SyncProblem::Envelope(error)) => Ok(Err(refusal(error))),
        Err(problem) => Err(problem),
    }
}

fn refusal(error: EnvelopeError) -> CarriedRefusal {
    match error {
        EnvelopeError::TooMany { .. } => CarriedRefusal::TooLarge,
        EnvelopeError::Malformed => CarriedRefusal::Unreadable,
        EnvelopeError::Algorithm(_) | EnvelopeError::Signature | EnvelopeError::WrongDevice => {
            CarriedRefusal::BadSignature
        }
    }
}

/// For the metrics.
fn name(outcome: CarriedOutcome) -> &'static str {
    match outcome {
        CarriedOutcome::Delivered => "delivered",
        CarriedOutcome::AlreadyDelivered => "already_delivered",
        CarriedOutcome::Refused(refusal) => refusal.as_str(),
    }
}
