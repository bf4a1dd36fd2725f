//! What is to be closed, archived and erased, by the terms of `linli_domain::privacy` as they are configured. Looks only.

mod matter;
mod terms;

use linli_domain::command::DisputeOutcome;
use linli_domain::{Date, DocumentId, DocumentKey, EstateId, Kind};
use rusqlite::Connection;
use uuid::Uuid;

use self::matter::Matter;
use self::terms::Term;
use crate::config::RetentionConfig;
use crate::store::sqlite::archive::rows::{self, Kept};
use crate::store::sqlite::columns::{EstateRow, blob};
use crate::store::sqlite::loaded::Loaded;
use crate::store::sqlite::reading::{self, event_order};
use crate::store::{ArchivedView, StoreError};

/// What is due in an estate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstateRetention {
    pub estate: EstateId,
    pub name: String,
    /// Open, and nothing happened for so long that it is to be closed.
    pub close: Vec<Quiet>,
    /// To be kept by the server alone.
    pub archive: Vec<Due>,
    /// Kept too long.
    pub over: Vec<Over>,
}

/// A document that is to be closed or archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What it is made of.
    pub what: What,
    pub document: DocumentKey,
    /// Visits of a log; 1 for a case or a dispute.
    pub entries: usize,
    /// The first day on which it is due.
    pub since: Date,
}

/// A case or a dispute that is to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    pub due: Due,
    /// Of a dispute: as what it ends.
    pub outcome: Option<DisputeOutcome>,
}

/// One thing that is past its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    pub what: What,
    /// The document in which it stands.
    pub document: DocumentKey,
    /// Of the visit, case, dispute, resident, household or appointment; of a consent, the household.
    pub id: Uuid,
    /// The first day on which it is kept too long.
    pub since: Date,
    /// It is in the archive.
    pub archived: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Visit,
    /// Closed.
    Case,
    /// Closed.
    Dispute,
    /// Moved out, while others of the household still live there.
    Resident,
    /// The last of its residents moved out.
    Household,
    /// Taken back.
    Consent,
    /// Ended.
    Appointment,
}

impl What {
    pub const ALL: [Self; 7] = [
        Self::Visit,
        Self::Case,
        Self::Dispute,
        Self::Resident,
        Self::Household,
        Self::Consent,
        Self::Appointment,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visit => "visits",
            Self::Case => "cases",
            Self::Dispute => "disputes",
            Self::Resident => "residents",
            Self::Household => "households",
            Self::Consent => "consents",
            Self::Appointment => "appointments",
        }
    }
}

/// As of `today`, for every estate, in the order of the documents. One document in memory at a time.
pub(crate) fn due(
    connection: &Connection,
    terms: &RetentionConfig,
    today: Date,
) -> Result<Vec<EstateRetention>, StoreError> {
    let mut found = Vec::new();
    for estate in reading::estates(connection)? {
        let mut look = Look {
            terms,
            today,
            found: EstateRetention {
                estate: estate.id,
                name: estate.name,
                close: Vec::new(),
                archive: Vec::new(),
                over: Vec::new(),
            },
        };
        for id in documents(connection, estate.id)? {
            look.at_document(connection, id)?;
        }
        if let Some((row, _)) = reading::estate(connection, estate.id)? {
            look.at_archive(connection, row)?;
        }
        found.push(look.found);
    }
    Ok(found)
}

fn documents(connection: &Connection, estate: EstateId) -> Result<Vec<DocumentId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id FROM documents d JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
         WHERE e.id = ?1 ORDER BY f.kind, d.month, d.row",
    )?;
    let mut rows = statement.query([&estate.as_bytes()[..]])?;
    let mut documents = Vec::new();
    while let Some(row) = rows.next()? {
        documents.push(blob(row, 0)?);
    }
    Ok(documents)
}

struct Look<'a> {
    terms: &'a RetentionConfig,
    today: Date,
    found: EstateRetention,
}

impl Look<'_> {
    fn at_document(&mut self, connection: &Connection, id: DocumentId) -> Result<(), StoreError> {
        let Some(loaded) = Loaded::read(connection, id)? else {
            return Ok(());
        };
        let document = &loaded.document;
        let key = *document.key();
        let terms = self.terms;
        let found = match key.kind() {
            Kind::Directory => document
                .directory()
                .map(|it| terms::appointments(terms, &it)),
            Kind::Household => document.household().map(|it| terms::household(terms, &it)),
            Kind::Visits => document.visits().map(|it| {
                let erased = terms::visits(terms, &it);
                if let DocumentKey::Visits { month, .. } = key {
                    self.may_archive(&key, &erased, terms::month(terms, month));
                }
                erased
            }),
            Kind::Case | Kind::Dispute => self.matter(connection, &loaded)?.map(|matter| {
                let erased = self.closed(&matter);
                self.may_archive(&key, &erased, matter.archived(terms));
                self.may_close(&key, &matter);
                erased
            }),
        };
        self.past(&key, found.into_iter().flatten(), false);
        Ok(())
    }

    fn matter(
        &self,
        connection: &Connection,
        loaded: &Loaded,
    ) -> Result<Option<Matter>, StoreError> {
        let document = &loaded.document;
        let Some(stored) = loaded.stored else {
            return Ok(None);
        };
        let order = event_order(connection, stored.row, document)?;
        let order = move |actor: &_, seq| order.get(&(*actor, seq)).copied();
        let case = document.case(&order).map(|it| Matter::case(&it));
        Ok(case.or_else(|| document.dispute(&order).map(|it| Matter::dispute(&it))))
    }

    fn at_archive(&mut self, connection: &Connection, estate: EstateRow) -> Result<(), StoreError> {
        for row in rows::of_estate(connection, estate, &Kind::ALL)? {
            let kept = Kept::read(connection, row)?;
            let on = kept.archived_at.date();
            let closed = |matter: Matter| self.closed(&matter.archived_on(on));
            let found = match kept.view() {
                Some(ArchivedView::Visits(view)) => terms::visits(self.terms, &view),
                Some(ArchivedView::Case(view)) => closed(Matter::case(&view)),
                Some(ArchivedView::Dispute(view)) => closed(Matter::dispute(&view)),
                None => Vec::new(),
            };
            self.past(kept.key(), found, true);
        }
        Ok(())
    }

    fn closed(&self, matter: &Matter) -> Vec<Term> {
        matter.erased(self.terms).into_iter().collect()
    }

    fn past(
        &mut self,
        document: &DocumentKey,
        terms: impl IntoIterator<Item = Term>,
        archived: bool,
    ) {
        let past = terms.into_iter().filter(|it| it.since <= self.today);
        self.found.over.extend(past.map(|term| Over {
            what: term.what,
            document: *document,
            id: term.id,
            since: term.since,
            archived,
        }));
    }

    /// Unless all of it is to be erased. `erased`: the terms of all that stands in it.
    fn may_archive(&mut self, document: &DocumentKey, erased: &[Term], term: Option<Term>) {
        let Some(term) = term.filter(|it| it.since <= self.today) else {
            return;
        };
        if erased.iter().any(|it| it.since > self.today) {
            self.found.archive.push(Due {
                what: term.what,
                document: *document,
                entries: erased.len(),
                since: term.since,
            });
        }
    }

    fn may_close(&mut self, document: &DocumentKey, matter: &Matter) {
        let term = matter.quiet(self.terms);
        let due = term.filter(|it| it.since <= self.today);
        self.found.close.extend(due.map(|term| Quiet {
            due: Due {
                what: term.what,
                document: *document,
                entries: 1,
                since: term.since,
            },
            outcome: matter.outcome,
        }));
    }
}
