//! What is held here on one resident: to be shown to them, or handed to them on paper.

use std::collections::BTreeMap;

use linli_domain::command::{Command, ContactChannel, DisputeOutcome};
use linli_domain::view::{
    CaseView, Conflict, ConsentView, DisputeEventKind, DisputeStatus, DisputeView, DoNotVisit,
    HouseholdView, ResidentView, Written,
};
use linli_domain::{Date, DisputeId, DocumentKey, HouseholdId, PersonId, ResidentId, Timestamp};
use serde::Serialize;

use super::{Address, CaseFilter, DisputeFilter, Draft, VisitEntry, stored_household};
use crate::replica::Replica;
use crate::{Error, Result};

/// Nothing that is told of others of the household is in it, but that there are others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResidentRecord {
    pub id: ResidentId,
    pub address: Option<Address>,
    pub resident: ResidentView,
    /// The same person as written down a second time, before it was merged.
    pub duplicates: BTreeMap<ResidentId, ResidentView>,
    pub household: HouseholdRecord,
    /// Who wrote what stands above, by path. `Date`s and times are in the views.
    pub written: Vec<Written>,
    /// In which they were met, newest first; of `met` only they themselves are left.
    pub visits: Vec<VisitEntry>,
    /// To the household, without a word of who was met.
    pub visits_to_household: Vec<VisitEntry>,
    pub cases: Vec<CaseView>,
    /// That name the household.
    pub disputes: Vec<DisputeRecord>,
    /// On what stands above.
    pub conflicts: Vec<Conflict>,
    /// What was refused and is kept on this device only.
    pub drafts: Vec<Draft>,
}

/// Of a dispute, what its parties know of it together. What a mediator was told by one of them, and noted, tells of the
/// others too, and is shown to nobody on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisputeRecord {
    pub id: DisputeId,
    pub title: String,
    pub opened_at: Option<Timestamp>,
    pub opened_by: Option<PersonId>,
    pub status: DisputeStatus,
    pub outcome: Option<DisputeOutcome>,
    /// The days on which the parties met.
    pub sessions: Vec<Date>,
    pub agreed_on: Option<Date>,
    pub agreement: Option<String>,
    /// How many texts of the mediators are not shown.
    pub withheld: usize,
}

/// What concerns everybody at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HouseholdRecord {
    pub id: HouseholdId,
    /// How many others are written down for the household.
    pub others: usize,
    pub tags: Vec<String>,
    pub consents: BTreeMap<String, ConsentView>,
    pub contact: Option<ContactChannel>,
    pub contact_note: Option<String>,
    pub do_not_visit: Option<DoNotVisit>,
    pub verified_on: Option<Date>,
}

impl Replica {
    /// Reads the household's document for who wrote what, and so takes the replica for itself.
    pub fn record_of_resident(&mut self, id: ResidentId) -> Result<ResidentRecord> {
        const RESIDENT: Error = Error::Unknown("居民 (resident)");
        let household = self.household_of_resident(id)?;
        let mut view = stored_household(self.reading()?, household)?.ok_or(RESIDENT)?;
        let resident = view.residents.remove(&id).ok_or(RESIDENT)?;
        let duplicates = duplicates_of(id, &mut view);
        let own: Vec<ResidentId> = duplicates.keys().copied().chain([id]).collect();
        let (visits, visits_to_household) = self.visits_concerning(&own, household)?;
        let key = DocumentKey::Household {
            estate: view.estate,
            building: view.building,
            household,
        };
        let mut written = self.act(|work| Ok(work.layers(&key)?.visible().written()))?;
        written.retain(|field| concerns(&field.path, &own));
        let mut conflicts = self.conflicts_of(household.into())?;
        conflicts.retain(|conflict| concerns(&conflict.path, &own));
        Ok(ResidentRecord {
            id,
            address: self.address(household)?,
            resident,
            duplicates,
            written,
            visits,
            visits_to_household,
            cases: self.cases(&CaseFilter {
                household: Some(household),
                ..CaseFilter::default()
            })?,
            disputes: self
                .disputes(&DisputeFilter {
                    household: Some(household),
                    ..DisputeFilter::default()
                })?
                .into_iter()
                .map(DisputeRecord::of)
                .collect(),
            conflicts,
            drafts: self.drafts_concerning(household)?,
            household: HouseholdRecord {
                id: household,
                others: view.residents.len(),
                tags: view.tags,
                consents: view.consents,
                contact: view.contact,
                contact_note: view.contact_note,
                do_not_visit: view.do_not_visit,
                verified_on: view.verified_on,
            },
        })
    }

    fn visits_concerning(
        &self,
        own: &[ResidentId],
        household: HouseholdId,
    ) -> Result<(Vec<VisitEntry>, Vec<VisitEntry>)> {
        let mut all = self.visits_of(household)?;
        for duplicate in self.households_merged_into(household)? {
            all.extend(self.visits_of(duplicate)?);
        }
        all.sort_by(|a, b| b.at.cmp(&a.at).then(b.id.cmp(&a.id)));
        let (unnamed, named): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|visit| visit.met.is_empty());
        let mut met = Vec::new();
        for mut visit in named {
            visit.met.retain(|resident| own.contains(resident));
            if !visit.met.is_empty() {
                met.push(visit);
            }
        }
        Ok((met, unnamed))
    }

    fn drafts_concerning(&self, household: HouseholdId) -> Result<Vec<Draft>> {
        let mut drafts = self.drafts()?;
        drafts.retain(|draft| {
            draft.document == household.into()
                || match &draft.command {
                    Some(Command::RecordVisit(visit)) => visit.household == household,
                    Some(Command::OpenCase(case)) => case.household == Some(household),
                    Some(Command::OpenDispute(dispute)) => dispute.names(household),
                    _ => false,
                }
        });
        Ok(drafts)
    }
}

impl DisputeRecord {
    fn of(view: DisputeView) -> Self {
        let agreement = view.agreement().cloned();
        let of_kind = |kind| view.events.iter().filter(move |event| event.kind == kind);
        let shown = usize::from(agreement.is_some());
        let told = view.events.iter().filter(|event| !event.text.is_empty());
        Self {
            withheld: told.count() - shown + usize::from(view.detail.is_some()),
            sessions: of_kind(DisputeEventKind::Session)
                .filter_map(|event| event.on)
                .collect(),
            agreed_on: agreement.as_ref().and_then(|event| event.on),
            agreement: agreement.map(|event| event.text),
            id: view.id,
            title: view.title,
            opened_at: view.opened_at,
            opened_by: view.opened_by,
            status: view.status,
            outcome: view.outcome,
        }
    }
}

/// Takes those out of the household who were merged into `id`, over however many steps.
fn duplicates_of(id: ResidentId, view: &mut HouseholdView) -> BTreeMap<ResidentId, ResidentView> {
    let mut found = BTreeMap::new();
    let mut open = vec![id];
    while let Some(into) = open.pop() {
        let merged = |_: &ResidentId, other: &mut ResidentView| other.merged_into == Some(into);
        let merged: Vec<_> = view.residents.extract_if(.., merged).collect();
        open.extend(merged.iter().map(|(id, _)| *id));
        found.extend(merged);
    }
    found
}

/// Whether a field is of one of `own`, or of the household as a whole.
fn concerns(path: &str, own: &[ResidentId]) -> bool {
    match path.strip_prefix("residents/") {
        None => true,
        Some(rest) => own.iter().any(|id| rest.starts_with(&format!("{id}/"))),
    }
}
