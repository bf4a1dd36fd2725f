//! Giving the planned commands to the store, some hundred at a time.

use linli_domain::{RefusalCode, Timestamp};

use super::error::ImportError;
use super::finding::Place;
use super::ledger::{Ledger, RowId};
use super::plan::Step;
use super::reason::Reason;
use crate::store::{ConsoleCommand, Store};

/// Commands in one transaction of the store: bounds its memory, and how long others wait for it.
const COMMANDS_PER_TRANSACTION: usize = 500;

/// Every chunk is durable before the next one is given. Cut off anywhere, the import can be run again.
pub(super) async fn all(
    store: &dyn Store,
    steps: Vec<Step>,
    now: Timestamp,
    ledger: &mut Ledger,
) -> Result<(), ImportError> {
    let mut steps = steps.into_iter();
    loop {
        let (commands, rows): (Vec<ConsoleCommand>, Vec<Option<(RowId, Place)>>) = steps
            .by_ref()
            .take(COMMANDS_PER_TRANSACTION)
            .map(|step| (step.command, step.row))
            .unzip();
        if commands.is_empty() {
            return Ok(());
        }
        let answers = store.console(commands, now).await?;
        for (answer, row) in answers.into_iter().zip(rows) {
            let Err(refusal) = answer else { continue };
            // Somebody else wrote the same since the plan was made.
            if refusal.code == RefusalCode::AlreadyExists {
                continue;
            }
            let Some((row, place)) = row else {
                return Err(ImportError::Directory(refusal));
            };
            let finding = place.finding(&refusal.path, Reason::Refused(refusal.code));
            ledger.withdraw(row, finding)?;
        }
    }
}
