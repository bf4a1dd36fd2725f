//! Closes, archives and erases what is due, in this order: for the operator, and for the server's own days.

use std::collections::BTreeMap;

use linli_documents::Document;
use linli_domain::command::{CloseCase, CloseDispute};
use linli_domain::text::{Note, Text};
use linli_domain::view::HouseholdView;
use linli_domain::{Command, Date, DocumentKey, EventId, ResidentId, Timestamp};

use crate::config::RetentionConfig;
use crate::environment::{Environment, NoRandomness, new_id};
use crate::maintenance::{EstateRetention, Over, Quiet, What};
use crate::store::{ConsoleCommand, Retired, Store, StoreError};

/// Documents of one transaction: phones that sync meanwhile wait for no more than that.
const AT_ONCE: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Cases and disputes.
    pub closed: usize,
    /// Documents.
    pub archived: usize,
    /// Things that were past their term.
    pub erased: usize,
    /// Documents begun anew for that, and rows of the archive written anew.
    pub documents: usize,
}

impl Done {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What [`Store::due`] lists for that day is done. Cut off anywhere, the next run does the rest.
pub async fn run(
    store: &dyn Store,
    terms: &RetentionConfig,
    today: Date,
    environment: &dyn Environment,
) -> Result<Done, RetentionError> {
    let now = environment.now();
    let mut done = Done::default();
    for estate in store.due(terms.clone(), today).await? {
        for some in closing(&estate, terms, today, environment)?.chunks(AT_ONCE) {
            let outcomes = store.console(some.to_vec(), now).await?;
            done.closed += outcomes.iter().filter(|it| it.is_ok()).count();
        }
        for some in estate.archive.chunks(AT_ONCE) {
            let documents = some.iter().map(|due| due.document).collect();
            done.archived += store.archive(documents, now).await?;
        }
    }
    // Some of it has gone into the archive meanwhile.
    for estate in store.due(terms.clone(), today).await? {
        done.erased += estate.over.len();
        for some in retired(store, &estate, terms, today).await?.chunks(AT_ONCE) {
            done.documents += store.retire(some.to_vec(), now).await?;
        }
    }
    Ok(done)
}

/// By the operator, as of `today`, and with the reason for everybody to read.
fn closing(
    estate: &EstateRetention,
    terms: &RetentionConfig,
    today: Date,
    environment: &dyn Environment,
) -> Result<Vec<ConsoleCommand>, NoRandomness> {
    let now = environment.now();
    let at = if today == now.date() {
        now
    } else {
        Timestamp::beginning_of(today)
    };
    let close = estate.close.iter().filter_map(|quiet| {
        let months = terms.of(quiet.due.what).close_after_months?;
        let id = new_id(environment).map(EventId);
        Some(id.map(|event| ConsoleCommand {
            document: quiet.due.document,
            at,
            command: command(quiet, event, at, months),
        }))
    });
    close.collect()
}

fn command(quiet: &Quiet, event: EventId, at: Timestamp, months: u16) -> Command {
    match quiet.outcome {
        None => CloseCase {
            event,
            at,
            text: reason(("办结", "closed"), months),
        }
        .into(),
        Some(outcome) => CloseDispute {
            event,
            at,
            outcome,
            text: Some(reason(("结束调解", "mediation ended"), months)),
        }
        .into(),
    }
}

fn reason((zh, en): (&str, &str), months: u16) -> Note {
    let text = format!(
        "{months}个月没有进展，后台按期限{zh} ({en} at the office: nothing happened for {months} months)"
    );
    // A number makes no text too long.
    Text::new(&text).unwrap_or_default()
}

/// What is to go, document by document; of each what is in the archive apart.
async fn retired(
    store: &dyn Store,
    estate: &EstateRetention,
    terms: &RetentionConfig,
    today: Date,
) -> Result<Vec<Retired>, StoreError> {
    let mut by_document: BTreeMap<(DocumentKey, bool), Vec<&Over>> = BTreeMap::new();
    for over in &estate.over {
        let place = (over.document, over.archived);
        by_document.entry(place).or_default().push(over);
    }
    let mut retired = Vec::new();
    for ((document, archived), over) in by_document {
        let home = household(store, document).await?;
        let mut one = Retired {
            document,
            archived,
            paths: Vec::new(),
            residents: Vec::new(),
        };
        for it in over {
            goes(&mut one, it, home.as_ref(), terms, today);
        }
        retired.push(one);
    }
    Ok(retired)
}

/// `None` for a document of another kind.
async fn household(
    store: &dyn Store,
    document: DocumentKey,
) -> Result<Option<HouseholdView>, StoreError> {
    let DocumentKey::Household { .. } = document else {
        return Ok(None);
    };
    let Some(found) = store.snapshot(document.id()).await? else {
        return Ok(None);
    };
    Ok(Document::load(&document, found.epoch, &found.bytes)?.household())
}

fn goes(
    retired: &mut Retired,
    over: &Over,
    home: Option<&HouseholdView>,
    terms: &RetentionConfig,
    today: Date,
) {
    match over.what {
        What::Visit => retired.paths.push(format!("visits/{}", over.id)),
        What::Appointment => retired.paths.push(format!("appointments/{}", over.id)),
        What::Case | What::Dispute => retired.paths.push("*".to_owned()),
        What::Household => {
            retired.paths.push("*".to_owned());
            let residents = home.iter().flat_map(|view| view.residents.keys());
            retired.residents.extend(residents);
        }
        What::Resident => {
            let gone = ResidentId(over.id);
            let residents = home.iter().flat_map(|view| &view.residents);
            let theirs = residents.filter(|(id, it)| **id == gone || it.merged_into == Some(gone));
            for (id, _) in theirs {
                retired.paths.push(format!("residents/{id}"));
                retired.residents.push(*id);
            }
        }
        What::Consent => {
            let kept = terms.of(What::Consent).erase();
            let consents = home.iter().flat_map(|view| &view.consents);
            let old = consents.filter(|(_, it)| {
                let over = it.withdrawn_on.map(|on| kept.over_on(on));
                over.is_some_and(|since| since <= today)
            });
            for (tag, _) in old {
                for field in ["given_by", "method", "on", "withdrawn_on"] {
                    retired.paths.push(format!("consents/{field}/{tag}"));
                }
            }
        }
    }
}
