//! What the store holds already, read once as far as the rows ask for it.

use std::collections::{BTreeMap, BTreeSet};

use linli_documents::{AsWritten, Document};
use linli_domain::view::{CaseView, HouseholdView};
use linli_domain::{BuildingId, DocumentId, DocumentKey, EstateId, HouseholdId, PersonId, VisitId};

use crate::import::error::ImportError;
use crate::store::{ArchivedView, Store};

/// What the store holds under an id.
pub(super) enum Held<T> {
    Nothing,
    /// Something of another building or estate.
    Elsewhere,
    Here(T),
}

impl<T> Held<T> {
    /// `Nothing` where the document has no such view yet: nobody registered or opened it.
    fn view<V>(self, view: impl FnOnce(&T) -> Option<V>) -> Held<V> {
        match self {
            Self::Nothing => Held::Nothing,
            Self::Elsewhere => Held::Elsewhere,
            Self::Here(held) => view(&held).map_or(Held::Nothing, Held::Here),
        }
    }
}

pub(super) struct Known<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) estate: EstateId,
    /// Whether the store has the estate at all.
    pub(super) exists: bool,
    /// Whether its directory has a name.
    pub(super) named: bool,
    pub(super) buildings: BTreeMap<BuildingId, String>,
    pub(super) dwellings: BTreeSet<(BuildingId, String, String)>,
    /// By name; several people may have one.
    people: BTreeMap<String, BTreeSet<PersonId>>,
    /// Visit logs that were asked for. Kept as ids: the views of a whole estate would be large.
    logs: BTreeMap<DocumentId, BTreeSet<VisitId>>,
    /// Who lives behind which door, of buildings that were asked for.
    pub(super) doors: BTreeMap<BuildingId, BTreeMap<(String, String), Vec<HouseholdId>>>,
}

impl<'a> Known<'a> {
    pub(super) async fn load(
        store: &'a dyn Store,
        estate: EstateId,
        exists: bool,
    ) -> Result<Self, ImportError> {
        let mut known = Self {
            store,
            estate,
            exists,
            named: false,
            buildings: BTreeMap::new(),
            dwellings: BTreeSet::new(),
            people: BTreeMap::new(),
            logs: BTreeMap::new(),
            doors: BTreeMap::new(),
        };
        let directory = DocumentKey::Directory { estate };
        let directory = known.held(&directory).await?.view(Document::directory);
        let Held::Here(directory) = directory else {
            return Ok(known);
        };
        known.named = directory.name.is_some();
        for (id, building) in directory.buildings {
            let doors = building.dwellings.into_iter();
            known
                .dwellings
                .extend(doors.map(|(unit, room)| (id, unit, room)));
            known.buildings.insert(id, building.name);
        }
        for appointment in directory.appointments.into_values() {
            let people = known.people.entry(appointment.name).or_default();
            people.insert(appointment.person);
        }
        Ok(known)
    }

    /// What the store holds under a document's id.
    async fn held(&self, key: &DocumentKey) -> Result<Held<Document>, ImportError> {
        let Some(snapshot) = self.store.snapshot(key.id()).await? else {
            return Ok(Held::Nothing);
        };
        if snapshot.document != *key {
            return Ok(Held::Elsewhere);
        }
        let document = Document::load(key, snapshot.epoch, &snapshot.bytes)?;
        Ok(Held::Here(document))
    }

    pub(super) async fn household(
        &self,
        key: &DocumentKey,
    ) -> Result<Held<HouseholdView>, ImportError> {
        Ok(self.held(key).await?.view(|document| {
            let view = document.household();
            view.filter(|view| view.dwelling.is_some())
        }))
    }

    /// Its events stand in the order in which they were written.
    pub(super) async fn case(&self, key: &DocumentKey) -> Result<Held<CaseView>, ImportError> {
        Ok(self.held(key).await?.view(|document| {
            let view = document.case(&AsWritten);
            view.filter(|view| view.opened_at.is_some())
        }))
    }

    /// Closed long ago, and kept where no import reaches it.
    pub(super) async fn is_archived(&self, key: &DocumentKey) -> Result<bool, ImportError> {
        Ok(!self.store.archived_as(key.id()).await?.is_empty())
    }

    /// The building of a household that this estate has.
    pub(super) async fn home_of(&self, id: HouseholdId) -> Result<Option<BuildingId>, ImportError> {
        let snapshot = self.store.snapshot(id.into()).await?;
        Ok(snapshot.and_then(|snapshot| match snapshot.document {
            DocumentKey::Household {
                estate, building, ..
            } if estate == self.estate => Some(building),
            _ => None,
        }))
    }

    pub(super) async fn has_visit(
        &mut self,
        log: &DocumentKey,
        visit: VisitId,
    ) -> Result<bool, ImportError> {
        let id = log.id();
        if !self.logs.contains_key(&id) {
            let view = self.held(log).await?.view(Document::visits);
            let mut visits: BTreeSet<VisitId> = match view {
                Held::Here(view) => view.visits.into_keys().collect(),
                Held::Nothing | Held::Elsewhere => BTreeSet::new(),
            };
            for (_, archived) in self.store.archived_as(id).await? {
                if let ArchivedView::Visits(view) = archived {
                    visits.extend(view.visits.into_keys());
                }
            }
            self.logs.insert(id, visits);
        }
        Ok(self.logs[&id].contains(&visit))
    }

    /// The building of that name, or the id that it will have.
    pub(super) fn building(&self, name: &str) -> BuildingId {
        let of_name = |(_, known): &(&BuildingId, &String)| known.as_str() == name;
        self.buildings
            .iter()
            .find(of_name)
            .map_or_else(|| BuildingId::of_name(self.estate, name), |(id, _)| *id)
    }

    /// The person of that name, if the roster knows exactly one.
    pub(super) fn person(&self, name: &str) -> Option<PersonId> {
        let people = self.people.get(name)?;
        people.first().copied().filter(|_| people.len() == 1)
    }
}
