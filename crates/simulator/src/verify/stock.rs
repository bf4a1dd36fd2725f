//! What stands at the server: in its documents, and in its archive.

use std::collections::{BTreeMap, BTreeSet};

use linli_client_core::domain::view::{
    CaseStatus, CaseView, DisputeEventKind, DisputeStatus, DisputeView, EventKind,
};
use linli_client_core::domain::{
    ActorId, Date, DocumentId, DocumentKey, EventId, HouseholdId, Kind, Month, PersonId,
    ResidentId, Seq, Timestamp, VisitId,
};
use linli_documents::Document;
use linli_server::store::ArchivedView;

use crate::office::Office;

#[derive(Debug, Default)]
pub(crate) struct Stock {
    pub(super) visits: BTreeMap<VisitId, Visit>,
    pub(super) matters: BTreeMap<DocumentId, Matter>,
    /// When each moved out.
    pub(super) households: BTreeMap<HouseholdId, BTreeMap<ResidentId, Option<Date>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    pub(super) on: Date,
    /// Of the log in which it stands.
    pub(super) month: Month,
    pub(super) here: usize,
    pub(super) archived: usize,
}

/// A case or a dispute: once in a document, and as often in the archive as it was archived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Matter {
    pub(super) here: Option<File>,
    pub(super) archived: Vec<File>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Of its last closing that counts; in the archive, if that was lost with a server, of the archiving.
    pub(super) closed: Option<Date>,
    /// Of the newest thing that happened in it.
    pub(super) last: Date,
    /// Out of which it was opened.
    pub(super) visit: Option<VisitId>,
    pub(super) events: BTreeSet<EventId>,
    pub(super) closed_by_the_operator: usize,
}

impl Stock {
    pub(crate) fn of(office: &Office) -> Self {
        let mut stock = Self::default();
        for id in documents(office) {
            let snapshot = office.runtime.block_on(office.store.snapshot(id));
            let snapshot = snapshot
                .expect("the store works")
                .expect("a document that is there");
            let key = snapshot.document;
            let document = Document::load(&key, snapshot.epoch, &snapshot.bytes)
                .expect("the server's documents can be read");
            stock.add_document(office, &key, &document);
        }
        let archived = office.runtime.block_on(office.store.archived(None));
        let archived = archived.expect("the store works").into_iter();
        let archived: BTreeMap<_, _> = archived.map(|it| (it.document.id(), it.document)).collect();
        for (id, key) in archived {
            let rows = office.runtime.block_on(office.store.archived_as(id));
            for (row, view) in rows.expect("the store works") {
                stock.add_archived(&key, row.archived_at.date(), view);
            }
        }
        stock
    }

    fn add_document(&mut self, office: &Office, key: &DocumentKey, document: &Document) {
        if let Some(view) = document.household() {
            let residents = view.residents.into_iter();
            let residents = residents.map(|(id, it)| (id, it.moved_out)).collect();
            self.households.insert(view.id, residents);
        }
        if let (DocumentKey::Visits { month, .. }, Some(view)) = (key, document.visits()) {
            for (id, visit) in view.visits {
                self.visit(id, visit.at.date(), *month).here += 1;
            }
        }
        if let Kind::Case | Kind::Dispute = key.kind() {
            let order = order(office, key.id());
            let order = move |actor: &ActorId, seq| order.get(&(*actor, seq)).copied();
            let case = document.case(&order).and_then(|it| File::of_case(&it));
            let dispute = || {
                document
                    .dispute(&order)
                    .and_then(|it| File::of_dispute(&it))
            };
            if let Some(file) = case.or_else(dispute) {
                self.matters.entry(key.id()).or_default().here = Some(file);
            }
        }
    }

    fn add_archived(&mut self, key: &DocumentKey, on: Date, view: ArchivedView) {
        if let (DocumentKey::Visits { month, .. }, ArchivedView::Visits(view)) = (key, &view) {
            for (id, visit) in &view.visits {
                self.visit(*id, visit.at.date(), *month).archived += 1;
            }
        }
        let file = match view {
            ArchivedView::Visits(_) => None,
            ArchivedView::Case(view) => File::of_case(&view),
            ArchivedView::Dispute(view) => File::of_dispute(&view),
        };
        if let Some(file) = file {
            let matter = self.matters.entry(key.id()).or_default();
            matter.archived.push(File {
                closed: file.closed.or(Some(on)),
                ..file
            });
        }
    }

    fn visit(&mut self, id: VisitId, on: Date, month: Month) -> &mut Visit {
        self.visits.entry(id).or_insert(Visit {
            on,
            month,
            here: 0,
            archived: 0,
        })
    }

    /// Every event of a case or a dispute, wherever it stands.
    pub(super) fn events(&self, matter: DocumentId) -> BTreeSet<EventId> {
        let files = self
            .matters
            .get(&matter)
            .into_iter()
            .flat_map(Matter::files);
        files.flat_map(|file| &file.events).copied().collect()
    }

    /// Whether what `document` gave this id to stands there, and not in the archive alone.
    pub(super) fn holds(&self, document: DocumentId, id: [u8; 16]) -> bool {
        let mut homes = self.households.iter();
        let home = homes.find(|(home, _)| DocumentId::from(**home) == document);
        let visit = self.visits.get(&VisitId::from_bytes(id));
        let matter = self.matters.get(&document).and_then(|it| it.here.as_ref());
        id == *document.as_bytes() && (home.is_some() || matter.is_some())
            || home.is_some_and(|(_, people)| people.contains_key(&ResidentId::from_bytes(id)))
            || visit.is_some_and(|visit| visit.here > 0)
            || matter.is_some_and(|file| file.events.contains(&EventId::from_bytes(id)))
    }

    /// Visits out of which cases were opened: their ids stand there as well.
    pub(super) fn named_by_cases(&self) -> BTreeSet<VisitId> {
        let files = self.matters.values().flat_map(Matter::files);
        files.filter_map(|file| file.visit).collect()
    }

    /// Ids of visits, cases and disputes that are in the archive alone.
    pub(super) fn only_archived(&self) -> BTreeSet<[u8; 16]> {
        let visits = self.visits.iter().filter(|(_, visit)| visit.here == 0);
        let matters = self.matters.iter().filter(|(_, it)| it.here.is_none());
        let matters = matters.map(|(id, _)| *id.as_bytes());
        visits
            .map(|(id, _)| *id.as_bytes())
            .chain(matters)
            .collect()
    }
}

impl Matter {
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.here.iter().chain(&self.archived)
    }
}

impl File {
    /// `None`: it was never opened.
    fn of_case(view: &CaseView) -> Option<Self> {
        let events = view.events.iter().map(|it| Happened {
            id: it.id,
            at: it.at,
            by: it.by,
            closes: it.kind == EventKind::Close && it.void.is_none(),
        });
        let closed = view.status == CaseStatus::Closed;
        let file = Self::of(view.opened_at?, closed, events);
        Some(Self {
            visit: view.visit,
            ..file
        })
    }

    fn of_dispute(view: &DisputeView) -> Option<Self> {
        let events = view.events.iter().map(|it| Happened {
            id: it.id,
            at: it.at,
            by: it.by,
            closes: it.kind == DisputeEventKind::Close && it.void.is_none(),
        });
        let closed = view.status == DisputeStatus::Closed;
        Some(Self::of(view.opened_at?, closed, events))
    }

    fn of(opened: Timestamp, is_closed: bool, events: impl Iterator<Item = Happened>) -> Self {
        let mut file = Self {
            closed: None,
            last: opened.date(),
            visit: None,
            events: BTreeSet::new(),
            closed_by_the_operator: 0,
        };
        for event in events {
            let on = event.at.date();
            file.events.insert(event.id);
            file.last = file.last.max(on);
            if event.closes {
                file.closed = file.closed.max(Some(on)).filter(|_| is_closed);
                file.closed_by_the_operator += usize::from(event.by == PersonId::OPERATOR);
            }
        }
        file
    }
}

/// An event of a case or a dispute.
struct Happened {
    id: EventId,
    at: Timestamp,
    by: PersonId,
    /// As the fold has it.
    closes: bool,
}

/// In which something may stand.
fn documents(office: &Office) -> Vec<DocumentId> {
    let server = office.peek();
    let mut statement = server
        .prepare(
            "SELECT documents.id FROM documents JOIN feeds ON feeds.row = documents.feed
             WHERE feeds.kind IN (?1, ?2, ?3, ?4) AND documents.changes > 0 ORDER BY documents.row",
        )
        .expect("the documents can be read");
    let kinds = [Kind::Household, Kind::Visits, Kind::Case, Kind::Dispute].map(Kind::code);
    let ids = statement
        .query_map(kinds, |row| row.get(0).map(DocumentId::from_bytes))
        .and_then(Iterator::collect);
    ids.expect("the documents can be read")
}

/// The log's numbers of a document's changes.
fn order(office: &Office, document: DocumentId) -> BTreeMap<(ActorId, u64), Seq> {
    let server = office.peek();
    let mut statement = server
        .prepare(
            "SELECT log.actor, log.actor_seq, log.seq FROM log JOIN documents ON documents.row = log.document
             WHERE documents.id = ?1 AND log.epoch = documents.epoch",
        )
        .expect("the log can be read");
    let rows = statement
        .query_map([document.as_bytes()], |row| {
            Ok(((ActorId(row.get(0)?), row.get(1)?), row.get(2)?))
        })
        .and_then(Iterator::collect);
    rows.expect("the log can be read")
}
