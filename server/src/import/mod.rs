//! Taking over an office's records: households, visits and cases from JSON lines, CSV and workbooks.
//!
//! An import is three steps, each in its own module. `read` makes facts of files and knows nothing
//! of the store. `plan` compares the facts with what the store holds and makes commands of the
//! difference; it writes nothing. `write` gives the commands to the store, as the operator.
//!
//! So a bad row stops an import before anything is written, the same file twice changes nothing, and
//! an import that was cut off is finished by running it again.
//!
//! What a file does not mention stays: an empty cell takes no value away, a resident who is not
//! listed has not moved out. A visit that is known is not touched; on a known case only new events
//! and the closing are added.

mod error;
mod facts;
mod finding;
mod ids;
mod ledger;
mod plan;
mod read;
mod reason;
mod report;
mod write;

use std::path::PathBuf;

use linli_domain::text::Label;
use linli_domain::{EstateId, Timestamp};

pub use error::ImportError;
pub use finding::{Finding, Part};
pub use reason::{Reason, Shape};
pub use report::{ImportReport, Tally};

use crate::store::Store;
use ledger::Ledger;

/// What to import, and how strictly. The format of a file follows from its name: `.jsonl` (`.json`),
/// `.csv` or `.xlsx`.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The estate's name. An estate that does not exist is created.
    pub estate: String,
    pub households: Option<PathBuf>,
    pub visits: Option<PathBuf>,
    pub cases: Option<PathBuf>,
    /// Leaves out bad rows, and columns that are unknown or must not be held, and reports them. Else
    /// the first one stops the import before anything is written.
    pub skip_bad: bool,
}

/// Runs an import. `now` is the time of every command, and its date that of consents taken over.
///
/// # Errors
/// Until the first command is given nothing has been written. If the store fails later, what was
/// written stays, and the same import brings the rest.
pub async fn run(
    store: &dyn Store,
    request: ImportRequest,
    now: Timestamp,
) -> Result<ImportReport, ImportError> {
    let name = estate_name(&request.estate)?;
    let (facts, mut ledger) = tokio::task::spawn_blocking(move || {
        let mut ledger = Ledger::new(request.skip_bad);
        read::facts(&request, &mut ledger).map(|facts| (facts, ledger))
    })
    .await
    .map_err(|_| ImportError::Interrupted)??;

    let (estate, exists) = find_estate(store, &name).await?;
    let plan = plan::make(store, (estate, exists), &name, facts, now, &mut ledger).await?;
    if !exists {
        store.create_estate(estate, name.to_string()).await?;
    }
    write::all(store, plan.steps, now, &mut ledger).await?;

    let [households, visits, cases] =
        [Part::Households, Part::Visits, Part::Cases].map(|part| ledger.tally(part));
    let (skipped, notices) = ledger.into_findings();
    Ok(ImportReport {
        estate,
        estate_name: name.to_string(),
        new_buildings: plan.new_buildings,
        new_dwellings: plan.new_dwellings,
        households,
        visits,
        cases,
        skipped,
        notices,
    })
}

fn estate_name(name: &str) -> Result<Label, ImportError> {
    Label::new(name).map_err(|error| {
        let reason = Reason::from(error);
        ImportError::EstateName {
            zh: reason.zh().into_owned(),
            en: reason.en().into_owned(),
        }
    })
}

/// The estate of that name and whether it exists: by its name, or by the id that an earlier import gave
/// it, should it have been renamed since.
async fn find_estate(store: &dyn Store, name: &Label) -> Result<(EstateId, bool), ImportError> {
    let estates = store.estates().await?;
    let mut of_name = estates.iter().filter(|estate| estate.name == name.as_str());
    match (of_name.next(), of_name.next()) {
        (Some(_), Some(_)) => Err(ImportError::AmbiguousEstate),
        (Some(estate), None) => Ok((estate.id, true)),
        (None, _) => {
            let id = ids::estate(name);
            Ok((id, estates.iter().any(|estate| estate.id == id)))
        }
    }
}
