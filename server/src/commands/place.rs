//! `linli-server place add|list`: the tree district > street > community > estate.

use std::collections::BTreeMap;

use linli_domain::command::{NameEstate, PlaceUnder};
use linli_domain::text::Label;
use linli_domain::{Command, DocumentKey, EstateId, Level, Refusal, RefusalCode};
use serde_json::json;

use super::arguments::PlaceAdd;
use super::report::Report;
use super::{Console, Failure, find};
use crate::environment::new_id;
use crate::store::{ConsoleCommand, Estate, Store};

pub(super) async fn add(console: &Console, add: PlaceAdd) -> Result<Report, Failure> {
    let wrong = || Refusal::new(RefusalCode::WrongLevel, "level");
    if add.level == Level::Building {
        return Err(wrong().into());
    }
    let store = console.open()?;
    let parent = match &add.under {
        Some(above) => Some(find::estate(store.as_ref(), above).await?.id),
        None => None,
    };
    if let Some(above) = parent
        && find::directory(store.as_ref(), above).await?.level <= add.level
    {
        return Err(wrong().into());
    }
    let (place, new) = match find::estate(store.as_ref(), &add.name).await {
        Ok(known) => (known.id, None),
        Err(Failure::Unknown { .. }) => {
            let id = EstateId(new_id(console.environment.as_ref())?);
            (id, Some(Label::new(&add.name)?))
        }
        Err(other) => return Err(other),
    };
    let is_new = new.is_some();
    if let Some(name) = &new {
        store.create_estate(place, name.to_string()).await?;
    }
    let named = new.map(|name| Command::from(NameEstate { name }));
    let placed = Command::from(PlaceUnder {
        level: add.level,
        parent,
    });
    let at = console.environment.now();
    let commands = named.into_iter().chain([placed]);
    let commands = commands.map(|command| ConsoleCommand {
        document: DocumentKey::Directory { estate: place },
        at,
        command,
    });
    for outcome in store.console(commands.collect(), at).await? {
        outcome?;
    }
    store.close().await;
    let text = format!(
        "{}（{}）{} (placed)\n编号 place: {place}",
        add.name,
        add.level.zh(),
        add.under
            .map(|above| format!("，上级 under {above}"))
            .unwrap_or_default(),
    );
    let json = json!({ "place": place, "level": add.level, "under": parent, "new": is_new });
    Ok(Report::new(text, json))
}

struct Place {
    estate: Estate,
    level: Level,
    parent: Option<EstateId>,
}

pub(super) async fn list(console: &Console) -> Result<Report, Failure> {
    let store = console.open()?;
    let places = places(store.as_ref()).await?;
    store.close().await;
    let levels: BTreeMap<EstateId, Level> = places
        .iter()
        .map(|place| (place.estate.id, place.level))
        .collect();
    // As rights see it: what does not stand higher is no place above.
    let above = |place: &Place| {
        let level = |id: &EstateId| levels.get(id).copied();
        let parent = place.parent;
        parent.filter(|id| level(id).is_some_and(|level| level > place.level))
    };
    let json: Vec<_> = places
        .iter()
        .map(|place| {
            json!({
                "id": place.estate.id, "name": place.estate.name,
                "level": place.level, "under": above(place),
            })
        })
        .collect();
    let mut lines = Vec::new();
    let tops = places.iter().filter(|place| above(place).is_none());
    let mut open: Vec<(usize, &Place)> = tops.rev().map(|place| (0, place)).collect();
    while let Some((depth, place)) = open.pop() {
        let indent = "  ".repeat(depth);
        let (name, level) = (&place.estate.name, place.level);
        lines.push(format!(
            "{indent}{name}  {} {level}  {}",
            level.zh(),
            place.estate.id
        ));
        let below = places
            .iter()
            .filter(|other| above(other) == Some(place.estate.id));
        open.extend(below.rev().map(|other| (depth + 1, other)));
    }
    if lines.is_empty() {
        lines.push("还没有地方 (no places yet)".to_owned());
    }
    Ok(Report::new(lines.join("\n"), json.into()))
}

async fn places(store: &dyn Store) -> Result<Vec<Place>, Failure> {
    let mut places = Vec::new();
    for estate in store.estates().await? {
        let view = find::directory(store, estate.id).await?;
        places.push(Place {
            estate,
            level: view.level,
            parent: view.parent,
        });
    }
    Ok(places)
}
