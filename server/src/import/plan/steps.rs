//! The commands of an import, in the order in which they are given.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use linli_domain::command::{AddBuilding, AddDwellings, Dwelling, NameEstate};
use linli_domain::text::Label;
use linli_domain::{BuildingId, Command, DocumentKey, Timestamp, limits};

use super::known::Known;
use crate::import::finding::Place;
use crate::import::ledger::RowId;
use crate::store::ConsoleCommand;

/// A command and the row that asked for it.
#[derive(Debug)]
pub(in crate::import) struct Step {
    pub(in crate::import) command: ConsoleCommand,
    /// Unset for the directory, which no single row asked for.
    pub(in crate::import) row: Option<(RowId, Place)>,
}

/// Commands that are still to be given.
pub(super) struct Steps {
    at: Timestamp,
    buildings: Vec<(BuildingId, Label)>,
    dwellings: BTreeMap<BuildingId, BTreeSet<Dwelling>>,
    steps: Vec<Step>,
}

impl Steps {
    pub(super) fn new(at: Timestamp) -> Self {
        Self {
            at,
            buildings: Vec::new(),
            dwellings: BTreeMap::new(),
            steps: Vec::new(),
        }
    }

    pub(super) fn push(
        &mut self,
        document: DocumentKey,
        commands: Vec<Command>,
        row: RowId,
        place: &Place,
    ) {
        self.steps.extend(commands.into_iter().map(|command| Step {
            command: ConsoleCommand {
                document,
                at: happened(&command).unwrap_or(self.at),
                command,
            },
            row: Some((row, place.clone())),
        }));
    }

    /// A building that a row stands in, added unless it is known, were it under another name.
    pub(super) fn building(&mut self, known: &mut Known<'_>, id: BuildingId, name: &Label) {
        if let Entry::Vacant(entry) = known.buildings.entry(id) {
            entry.insert(name.to_string());
            self.buildings.push((id, name.clone()));
        }
    }

    pub(super) fn dwelling(
        &mut self,
        known: &mut Known<'_>,
        building: BuildingId,
        dwelling: &Dwelling,
    ) {
        let (unit, room) = (dwelling.unit.to_string(), dwelling.room.to_string());
        if known.dwellings.insert((building, unit, room)) {
            let dwellings = self.dwellings.entry(building).or_default();
            dwellings.insert(dwelling.clone());
        }
    }

    pub(super) fn new_buildings(&self) -> usize {
        self.buildings.len()
    }

    pub(super) fn new_dwellings(&self) -> usize {
        self.dwellings.values().map(BTreeSet::len).sum()
    }

    /// The directory first, for what follows stands on it; then document by document, for a store
    /// keeps only so many of them at hand.
    pub(super) fn into_order(self, known: &Known<'_>, name: &Label) -> Vec<Step> {
        let document = DocumentKey::Directory {
            estate: known.estate,
        };
        let mut directory: Vec<Command> = Vec::new();
        if !known.named {
            directory.push(NameEstate { name: name.clone() }.into());
        }
        for (building, name) in self.buildings {
            directory.push(AddBuilding { building, name }.into());
        }
        for (building, dwellings) in self.dwellings {
            let dwellings: Vec<Dwelling> = dwellings.into_iter().collect();
            for dwellings in dwellings.chunks(limits::DWELLINGS_PER_COMMAND) {
                let dwellings = dwellings.to_vec();
                directory.push(
                    AddDwellings {
                        building,
                        dwellings,
                    }
                    .into(),
                );
            }
        }
        let at = self.at;
        let mut steps: Vec<Step> = directory
            .into_iter()
            .map(|command| Step {
                command: ConsoleCommand {
                    document,
                    at,
                    command,
                },
                row: None,
            })
            .collect();
        let mut rest = self.steps;
        // Stable: within a document the order of the file stays.
        rest.sort_by_key(|step| step.command.document);
        steps.append(&mut rest);
        steps
    }
}

/// When something came to pass that the command tells of; unset where it only says how things are.
fn happened(command: &Command) -> Option<Timestamp> {
    match command {
        Command::RecordVisit(visit) => Some(visit.at),
        Command::OpenCase(case) => Some(case.opened_at),
        Command::NoteCase(note) => Some(note.at),
        Command::CloseCase(close) => Some(close.at),
        _ => None,
    }
}
