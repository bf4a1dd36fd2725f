//! Of whom the lost days of a restored server had not heard.

use std::collections::BTreeSet;

use linli_documents::Document;
use linli_domain::{Command, ResidentId};

use super::loaded::Loaded;
use super::secrets::Secrets;
use super::writing::Writing;
use crate::store::StoreError;

/// Residents who are neither in a household as it began anew in the lost days nor were erased from it until then.
pub(super) struct UnheardOf {
    here: BTreeSet<ResidentId>,
    gone: BTreeSet<ResidentId>,
    /// What was told of those who are gone.
    pub(super) erased: Secrets,
}

impl UnheardOf {
    /// `loaded`: the household as the store has it; `anew`: as it began. `None`: who was erased is not told.
    pub(super) fn of(
        writing: &Writing<'_>,
        loaded: &Loaded,
        anew: &Document,
    ) -> Result<Option<Self>, StoreError> {
        let Some(gone) = anew.erased_since(loaded.document.epoch()) else {
            return Ok(None);
        };
        let ids: Vec<_> = gone.iter().copied().collect();
        let erased = Secrets::of(writing, loaded, &loaded.document, &ids)?;
        let here = anew.household().map(|view| view.residents);
        Ok(Some(Self {
            here: here.unwrap_or_default().into_keys().collect(),
            gone,
            erased,
        }))
    }

    /// Whether the command enters or tells of such a resident, and of nobody who was erased.
    pub(super) fn is_in(&self, command: &Command) -> bool {
        let residents = residents(command);
        let told_of = |who: &BTreeSet<ResidentId>| residents.iter().any(|it| who.contains(it));
        !told_of(&self.gone) && residents.iter().any(|it| !self.here.contains(it))
    }
}

fn residents(command: &Command) -> Vec<ResidentId> {
    match command {
        Command::RegisterHousehold(it) => it.residents.iter().map(|new| new.id).collect(),
        Command::AddResident(it) => vec![it.resident.id],
        Command::CorrectResident(it) => vec![it.resident],
        Command::MoveOutResident(it) => vec![it.resident],
        Command::MoveInResident(it) => vec![it.resident],
        Command::MergeResident(it) => vec![it.resident, it.into],
        Command::UnmergeResident(it) => vec![it.resident],
        _ => Vec::new(),
    }
}
