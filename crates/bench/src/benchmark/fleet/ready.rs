//! A device that has recorded and is about to send.

use linli_bench::workload::VisitDraft;
use linli_client_core::sync::{HttpRequest, Step, SyncSession};

use super::super::failure::{Failure, Result};
use super::{Device, Doings};

/// Its visits are recorded, its request is made, its token is good.
pub(crate) struct Ready {
    pub(crate) device: Device,
    pub(crate) doings: Doings,
    pub(crate) session: SyncSession,
    pub(crate) request: HttpRequest,
}

impl Ready {
    /// The device fetches what it may read, goes offline and records.
    pub(crate) fn with(mut device: Device, visits: &[VisitDraft]) -> Result<Self> {
        device.sync()?;
        device.hang_up();
        let mut doings = Doings::default();
        doings.record(&mut device.replica, visits)?;
        let mut session = device.replica.begin_sync()?;
        match session.next(&mut device.replica)? {
            Step::Send(request) if request.path == "/v1/sync" => Ok(Self {
                device,
                doings,
                session,
                request,
            }),
            _ => Err(Failure::Wrong("a device has no token".to_owned())),
        }
    }
}
