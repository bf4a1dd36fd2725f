//! The promises, each asked for without trusting what it is to be kept by.

mod audit;
mod erased;
mod folds;
mod heads;
mod kept;
mod referrals;
mod register;
mod returned;
mod scope;
mod screens;

use linli_client_core::domain::Timestamp;
use linli_server::maintenance;

pub(crate) use self::audit::Audit;
pub(crate) use self::kept::held_by_server;
pub(crate) use self::returned::{AtRestore, Authors};
pub(crate) use self::scope::tells_only;
pub(crate) use self::screens::show;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::phone::Phone;

/// A promise that was broken, in words.
pub(crate) type Broken = String;

/// Everything that must hold once all phones have synced.
pub(crate) fn promises(
    phones: &[Phone],
    office: &Office,
    ledger: &Ledger,
    restored: Option<&AtRestore>,
    now: Timestamp,
) -> Result<(), Broken> {
    let today = now.date();
    let erased = kept::all(phones, office, ledger)?;
    kept::once(&office.peek())?;
    kept::apart(phones, &office.peek(), restored.is_some())?;
    if let Some(had) = restored {
        returned::came_back(had, phones, office, (now, today))?;
    }
    for phone in phones {
        drained(phone)?;
        scope::holds_only(phone, &office.held(), today)?;
        heads::same(phone, office, today)?;
    }
    screens::same(phones, office, today)?;
    folds::same(phones, office)?;
    erased::gone(phones, office, ledger, erased)?;
    register::same(phones, office, today)?;
    let report = maintenance::check(&office.file()).map_err(|error| format!("check: {error}"))?;
    if report.problems.is_empty() {
        Ok(())
    } else {
        Err(format!("check: {:?}", report.problems))
    }
}

/// I2: nothing waits after everybody has synced and the secretary has decided on everything.
fn drained(phone: &Phone) -> Result<(), Broken> {
    let status = phone.with(|replica| replica.status());
    let status = status.map_err(|error| error.to_string())?;
    if status.unsent > 0 || status.escrowed > 0 || status.damaged > 0 {
        return Err(format!(
            "phone {}: {} unsent, {} with the secretary, {} damaged after everything came to rest",
            phone.number, status.unsent, status.escrowed, status.damaged
        ));
    }
    Ok(())
}
