//! The secretary's office: work that waits for a decision, because its author may no longer do it.
//!
//! The route and the console come through here, so that who may see and decide is asked in one place.

mod waiting;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use linli_domain::rights::{self, Grant};
use linli_domain::{DeviceId, EstateId, PersonId, Timestamp};
use uuid::Uuid;

use crate::store::{AuditEvent, AuditNote, By, Decided, Escrowed, Store, StoreError};

pub use waiting::{Author, Command, Device, Place, Reason, Waiting};

/// Who looks and decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Official {
    /// Somebody with an appointment: by the table of rights.
    Person { person: PersonId, device: DeviceId },
    /// Who holds the console is the operator.
    Console,
}

#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    #[error("no right to decide there")]
    Forbidden,
    /// Unknown, or decided on before.
    #[error("nothing waits under this id")]
    NotWaiting,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an official may decide on, as of one moment.
pub struct Office<'a> {
    store: &'a dyn Store,
    official: Official,
    now: Timestamp,
}

impl std::fmt::Debug for Office<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office")
            .field("official", &self.official)
            .finish_non_exhaustive()
    }
}

impl<'a> Office<'a> {
    pub fn new(store: &'a dyn Store, official: Official, now: Timestamp) -> Self {
        Self {
            store,
            official,
            now,
        }
    }

    /// What waits in an estate for this official's decision, in the order in which it came.
    ///
    /// A read of personal data: the audit log has it before it is shown. Every reading of the escrow by
    /// anybody passes here.
    ///
    /// # Errors
    /// `Forbidden` for somebody who decides on nothing there.
    pub async fn waiting(&self, estate: EstateId) -> Result<Vec<Waiting>, OfficeError> {
        let grants = self.grants().await?;
        let today = self.now.date();
        let some = |grants: &[Grant]| rights::decides_in(grants, estate, today);
        if grants.as_deref().is_some_and(|grants| !some(grants)) {
            return Err(OfficeError::Forbidden);
        }
        let mut found = self.store.escrow(estate).await?;
        found.retain(|one| self.decides(grants.as_deref(), one));
        if !found.is_empty() {
            let note = AuditNote {
                by: self.audited(),
                estate: Some(estate),
                count: found.len() as u64,
                ..AuditNote::of(AuditEvent::EscrowRead, self.now)
            };
            self.store.note(note).await?;
        }
        self.describe(estate, found).await
    }

    async fn describe(
        &self,
        estate: EstateId,
        found: Vec<Escrowed>,
    ) -> Result<Vec<Waiting>, OfficeError> {
        let buildings: BTreeMap<_, _> = self.store.buildings(estate).await?.into_iter().collect();
        let (mut people, mut devices) = (BTreeMap::new(), BTreeMap::new());
        let mut waiting = Vec::with_capacity(found.len());
        for one in found {
            let author = match people.entry(one.person) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(empty) => {
                    let person = self.store.person(one.person).await?;
                    empty.insert(person.map(|person| person.name))
                }
            };
            let author = author.clone();
            let device = match devices.entry(one.device) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(empty) => {
                    let device = self.store.device(one.device).await?;
                    empty.insert(device.map(|device| device.name))
                }
            };
            let device = device.clone();
            waiting.push(Waiting::of(one, author, device, &buildings));
        }
        Ok(waiting)
    }

    /// Takes what waits into the register, as its author's work.
    ///
    /// # Errors
    /// `Forbidden`, `NotWaiting`.
    pub async fn adopt(&self, id: Uuid) -> Result<Decided, OfficeError> {
        self.authorise(id).await?;
        let decided = self.store.adopt(id, self.by(), self.now).await?;
        known(decided)
    }

    /// Gives it back to its author, with a word.
    ///
    /// # Errors
    /// `Forbidden`, `NotWaiting`.
    pub async fn give_back(&self, id: Uuid, note: &str) -> Result<Decided, OfficeError> {
        self.authorise(id).await?;
        let (by, note) = (self.by(), note.to_owned());
        let decided = self.store.give_back(id, by, note, self.now).await?;
        known(decided)
    }

    async fn authorise(&self, id: Uuid) -> Result<(), OfficeError> {
        let found = self.store.escrowed(id).await?;
        let grants = self.grants().await?;
        match found {
            // Who may decide on nothing at all does not learn what waits.
            None if grants.as_deref().is_some_and(|grants| !self.any(grants)) => {
                Err(OfficeError::Forbidden)
            }
            None => Err(OfficeError::NotWaiting),
            Some(one) if self.decides(grants.as_deref(), &one) => Ok(()),
            Some(_) => Err(OfficeError::Forbidden),
        }
    }

    fn any(&self, grants: &[Grant]) -> bool {
        let mut estates = grants.iter().map(|grant| grant.estate);
        estates.any(|estate| rights::decides_in(grants, estate, self.now.date()))
    }

    /// `None`: the console, which is asked for no right.
    async fn grants(&self) -> Result<Option<Vec<Grant>>, StoreError> {
        match self.official {
            Official::Console => Ok(None),
            Official::Person { person, .. } => Ok(Some(self.store.standing(person).await?.grants)),
        }
    }

    fn decides(&self, grants: Option<&[Grant]>, one: &Escrowed) -> bool {
        let (feed, today) = (one.chain.document.feed(), self.now.date());
        grants.is_none_or(|grants| rights::may_decide(grants, feed, today))
    }

    fn by(&self) -> PersonId {
        match self.official {
            Official::Person { person, .. } => person,
            Official::Console => PersonId::OPERATOR,
        }
    }

    fn audited(&self) -> By {
        match self.official {
            Official::Person { person, device } => By::Device { person, device },
            Official::Console => By::Operator,
        }
    }
}

/// Another official may have been quicker.
fn known(decided: Decided) -> Result<Decided, OfficeError> {
    match decided {
        Decided::Unknown => Err(OfficeError::NotWaiting),
        other => Ok(other),
    }
}
