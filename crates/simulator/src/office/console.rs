//! What the console writes: the estates to begin with, and something now and then.

use std::sync::Arc;

use linli_client_core::domain::command::{
    AddBuilding, Dwelling, NameEstate, NewResident, RegisterHousehold,
};
use linli_client_core::domain::{
    BuildingId, Command, DocumentKey, EstateId, HouseholdId, Refusal, ResidentId, Seq, Timestamp,
};
use linli_server::store::ConsoleCommand;

use super::Office;
use crate::places::{BUILDINGS, ESTATES};

impl Office {
    pub(crate) fn found_estates(&mut self, now: Timestamp) {
        let label = |text: &str| text.parse().expect("a short label");
        for (estate, name) in ESTATES.into_iter().zip(["幸福里", "西苑"]) {
            let store = Arc::clone(&self.store);
            let created = self
                .runtime
                .block_on(store.create_estate(estate, name.to_owned()));
            assert!(
                created.expect("the store works"),
                "a new store has no estate"
            );
            let command = NameEstate { name: label(name) };
            self.begin(DocumentKey::Directory { estate }, command.into(), now);
        }
        for (number, (estate, building)) in (1..).zip(BUILDINGS) {
            let name = label(&format!("{number}号楼"));
            let command = AddBuilding { building, name };
            self.begin(DocumentKey::Directory { estate }, command.into(), now);
        }
        for (estate, building) in BUILDINGS {
            for home in 1..=3 {
                self.register_household(estate, building, home, now);
            }
        }
    }

    /// A household to begin with, as an import would bring it.
    fn register_household(
        &mut self,
        estate: EstateId,
        building: BuildingId,
        home: u8,
        now: Timestamp,
    ) {
        let (mut household, mut resident) = ([0; 16], [0; 16]);
        self.random.fill(&mut household);
        self.random.fill(&mut resident);
        let household = HouseholdId::from_bytes(household);
        let command = RegisterHousehold {
            dwelling: Dwelling {
                unit: "1单元".parse().expect("a short text"),
                room: format!("{home}01").parse().expect("a short text"),
            },
            residents: vec![NewResident {
                id: ResidentId::from_bytes(resident),
                name: format!("张{home}").parse().expect("a short text"),
                phone: format!("1380000000{home}").parse().ok(),
                relation: None,
                birth_year: None,
                gender: None,
                notes: None,
                moved_in: None,
            }],
            tags: Vec::new(),
            consents: Vec::new(),
        };
        let key = DocumentKey::Household {
            estate,
            building,
            household,
        };
        self.begin(key, command.into(), now);
    }

    fn begin(&self, document: DocumentKey, command: Command, now: Timestamp) {
        self.write(document, command, now)
            .expect("the first commands are fine");
    }

    /// Something that the console writes.
    pub(crate) fn write(
        &self,
        document: DocumentKey,
        command: Command,
        now: Timestamp,
    ) -> Result<Seq, Refusal> {
        let commands = vec![ConsoleCommand {
            document,
            at: now,
            command,
        }];
        let done = self.runtime.block_on(self.store.console(commands, now));
        done.expect("the store works").remove(0)
    }
}
