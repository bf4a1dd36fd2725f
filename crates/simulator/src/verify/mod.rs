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
mod standing;
mod stock;
mod terms;

use linli_client_core::domain::Timestamp;
use linli_server::maintenance;

pub(crate) use self::audit::Audit;
pub(crate) use self::kept::held_by_server;
pub(crate) use self::returned::{AtRestore, Authors};
pub(crate) use self::scope::tells_only;
pub(crate) use self::screens::show;
pub(crate) use self::standing::Said;
pub(crate) use self::stock::Stock;
pub(crate) use self::terms::{Retired, Run};
use crate::ledger::Ledger;
use crate::office::Office;
use crate::phone::Phone;

/// A promise that was broken, in words.
pub(crate) type Broken = String;

/// What is remembered of a life.
pub(crate) struct Memory<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) restored: Option<&'a AtRestore>,
    pub(crate) said: &'a Said,
    pub(crate) retired: &'a Retired,
}

/// Everything that must hold once all phones have synced.
pub(crate) fn promises(
    phones: &[Phone],
    office: &Office,
    memory: &Memory<'_>,
    now: Timestamp,
) -> Result<(), Broken> {
    let (ledger, today) = (memory.ledger, now.date());
    let stock = Stock::of(office);
    let mut erased = kept::all(phones, office, memory, &stock)?;
    kept::once(&office.peek())?;
    kept::apart(phones, &office.peek(), memory.restored.is_some())?;
    if let Some(had) = memory.restored {
        returned::came_back(had, phones, office, (now, today))?;
    }
    standing::all(office, ledger, memory.said, &stock, memory.retired)?;
    standing::once(&stock)?;
    standing::gone(phones, office, &stock, memory.retired)?;
    erased.extend(memory.retired.residents_gone(&stock));
    for phone in phones {
        drained(phone)?;
        scope::holds_only(phone, &office.held(), today)?;
        heads::same(phone, office, today)?;
    }
    screens::same(phones, office, today)?;
    folds::same(phones, office)?;
    erased::gone(phones, office, ledger, erased)?;
    register::same(phones, office, &stock, today)?;
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
