//! Which visits are where.

use std::collections::{BTreeMap, BTreeSet};

use linli_bench::workload::Workload;
use linli_client_core::domain::VisitId;

use crate::Result;

use super::device::Device;

/// Everything of which somebody was told that it is saved.
pub(super) fn recorded(devices: &[Device]) -> BTreeSet<VisitId> {
    devices
        .iter()
        .flat_map(|device| device.recorded.iter().copied())
        .collect()
}

/// Of these, what is in no outbox any more.
pub(super) fn settled(devices: &[Device]) -> Result<BTreeSet<VisitId>> {
    let mut settled = recorded(devices);
    for device in devices {
        for waiting in device.waiting()? {
            settled.remove(&waiting);
        }
    }
    Ok(settled)
}

/// How often each visit is among the rows.
pub(super) fn times(rows: &Workload) -> BTreeMap<VisitId, u64> {
    let mut times = BTreeMap::new();
    for visit in &rows.visits {
        *times.entry(VisitId(visit.id)).or_default() += 1;
    }
    times
}

/// Those that are not found exactly once.
pub(super) fn not_once<'a>(
    wanted: &'a BTreeSet<VisitId>,
    found: &'a BTreeMap<VisitId, u64>,
) -> impl Iterator<Item = VisitId> + 'a {
    wanted
        .iter()
        .copied()
        .filter(|id| found.get(id) != Some(&1))
}
