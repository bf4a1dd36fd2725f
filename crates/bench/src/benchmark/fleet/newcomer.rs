//! Who comes afterwards, and looks whether all is there.

use super::super::failure::{Result, verify};
use super::super::server::Server;
use super::super::stage::Stage;
use super::{Device, Doings};

/// A newcomer sees the visits that were there before and all that was pushed, and none twice.
pub(crate) fn newcomer_sees(
    stage: &Stage,
    server: &Server,
    code: &str,
    visits_before: usize,
    pushed: &[&Doings],
) -> Result<()> {
    let file = stage.room("newcomer")?.join("1.linli");
    let mut newcomer = Device::join(&file, server.address, code)?;
    newcomer.sync()?;
    let visits: usize = pushed.iter().map(|doings| doings.visits.len()).sum();
    let expected = visits_before + visits;
    let found = newcomer.replica.status()?.visits as usize;
    verify(found == expected, || {
        format!("a newcomer sees {found} visits instead of {expected}")
    })?;
    for doings in pushed {
        doings.verify_seen_by(&newcomer.replica)?;
    }
    Ok(())
}
