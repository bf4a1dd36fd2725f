//! `linli-server estate import|list`

use std::path::Path;

use linli_domain::command::{AddBuilding, AddDwellings, Dwelling, NameEstate};
use linli_domain::text::Label;
use linli_domain::{BuildingId, Command, DocumentKey, EstateId, RefusalCode, limits};
use serde::Deserialize;
use serde_json::json;

use super::report::Report;
use super::{Console, Failure};
use crate::environment::{Environment, new_id};
use crate::store::{ConsoleCommand, Store};

/// An estate as a file describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EstateFile {
    pub name: Label,
    #[serde(default)]
    pub buildings: Vec<BuildingEntry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildingEntry {
    pub name: Label,
    #[serde(default)]
    pub dwellings: Vec<Dwelling>,
}

/// What was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EstateImported {
    pub estate: EstateId,
    pub new_buildings: usize,
}

impl EstateFile {
    /// Makes the estate, or adds to the one of this name what it lacks. The same file twice changes nothing.
    pub async fn import(
        &self,
        store: &dyn Store,
        environment: &dyn Environment,
    ) -> Result<EstateImported, Failure> {
        let known = store.estates().await?;
        let known = known
            .iter()
            .find(|estate| estate.name == self.name.as_str());
        let estate = match known {
            Some(estate) => estate.id,
            None => EstateId(new_id(environment)?),
        };
        let mut commands = Vec::new();
        if known.is_none() {
            store.create_estate(estate, self.name.to_string()).await?;
            commands.push(Command::from(NameEstate {
                name: self.name.clone(),
            }));
        }
        let held = store.buildings(estate).await?;
        let building_of = |entry: &BuildingEntry| {
            let held = held.iter().find(|(_, name)| name == entry.name.as_str());
            held.map_or_else(|| BuildingId::of_name(estate, &entry.name), |(id, _)| *id)
        };
        for entry in &self.buildings {
            commands.extend(entry.commands(building_of(entry)));
        }
        let at = environment.now();
        let document = DocumentKey::Directory { estate };
        let commands: Vec<ConsoleCommand> = commands
            .into_iter()
            .map(|command| ConsoleCommand {
                document,
                at,
                command,
            })
            .collect();
        let outcomes = store.console(commands.clone(), at).await?;
        let mut new_buildings = 0;
        for (outcome, given) in outcomes.into_iter().zip(commands) {
            match outcome {
                Ok(_) => {
                    new_buildings += usize::from(matches!(given.command, Command::AddBuilding(_)))
                }
                // It stands there already.
                Err(refusal) if refusal.code == RefusalCode::AlreadyExists => {}
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Ok(EstateImported {
            estate,
            new_buildings,
        })
    }
}

impl BuildingEntry {
    fn commands(&self, building: BuildingId) -> Vec<Command> {
        let add = AddBuilding {
            building,
            name: self.name.clone(),
        };
        let dwellings = self.dwellings.chunks(limits::DWELLINGS_PER_COMMAND);
        let dwellings = dwellings.map(|chunk| {
            Command::from(AddDwellings {
                building,
                dwellings: chunk.to_vec(),
            })
        });
        std::iter::once(Command::from(add))
            .chain(dwellings)
            .collect()
    }
}

pub(super) async fn import(console: &Console, file: &Path) -> Result<Report, Failure> {
    let unreadable = |cause: Box<dyn std::error::Error + Send + Sync>| Failure::Unreadable {
        file: file.to_owned(),
        cause,
    };
    let bytes = std::fs::read(file).map_err(|error| unreadable(error.into()))?;
    let parsed: EstateFile =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(error.into()))?;
    let store = console.open()?;
    let imported = parsed
        .import(store.as_ref(), console.environment.as_ref())
        .await?;
    store.close().await;
    let EstateImported {
        estate,
        new_buildings,
    } = imported;
    let text = format!(
        "{}：新增楼栋 {new_buildings} (new buildings)\n小区编号 estate: {estate}",
        parsed.name
    );
    Ok(Report::new(
        text,
        json!({ "estate": estate, "new_buildings": new_buildings }),
    ))
}

pub(super) async fn list(console: &Console) -> Result<Report, Failure> {
    let store = console.open()?;
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for estate in store.estates().await? {
        let buildings = store.buildings(estate.id).await?;
        let names: Vec<&str> = buildings.iter().map(|(_, name)| name.as_str()).collect();
        lines.push(format!(
            "{}  {}  {}",
            estate.id,
            estate.name,
            names.join("、")
        ));
        json.push(json!({
            "id": estate.id,
            "name": estate.name,
            "seq": estate.seq,
            "buildings": buildings.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect::<Vec<_>>(),
        }));
    }
    store.close().await;
    if lines.is_empty() {
        lines.push("还没有小区 (no estates yet)".to_owned());
    }
    Ok(Report::new(lines.join("\n"), json.into()))
}
