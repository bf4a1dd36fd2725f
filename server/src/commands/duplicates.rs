//! `linli-server duplicates`

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;

use linli_documents::Document;
use linli_domain::view::HouseholdView;
use linli_domain::{BuildingId, HouseholdId, ResidentId};
use serde_json::{Value, json};

use super::arguments::DuplicatesOf;
use super::report::Report;
use super::{Console, Failure, find};
use crate::store::{AuditEvent, AuditNote, Duplicate, Estate, Store, StoreError};

/// The word in the audit log for why people were shown.
const GROUND: &str = "duplicates";

/// What the last look found, with the names as they are now; with `now`, after another look.
pub(super) async fn duplicates(console: &Console, of: DuplicatesOf) -> Result<Report, Failure> {
    let store = console.open()?;
    let estates = match &of.estate {
        Some(wanted) => vec![find::estate(store.as_ref(), wanted).await?],
        None => store.estates().await?,
    };
    let mut text = String::new();
    let mut fields = Vec::new();
    for estate in estates {
        if of.now {
            let now = console.environment.now();
            store.seek_duplicates(estate.id, now).await?;
        }
        fields.push(tell(console, store.as_ref(), &estate, &mut text).await?);
    }
    store.close().await;
    Ok(Report::new(text.trim_end(), fields.into()))
}

/// Memory takes every character, so writing can't fail.
async fn tell(
    console: &Console,
    store: &dyn Store,
    estate: &Estate,
    text: &mut String,
) -> Result<Value, Failure> {
    let _ = writeln!(text, "{}", estate.name);
    let Some(kept) = store.duplicates(estate.id).await? else {
        text.push_str("  还没有查过；服务器每夜查一次，或加 --now (not looked for yet: the server does at night, or add --now)\n");
        return Ok(json!({ "estate": estate.id, "sought_at": null, "duplicates": [] }));
    };
    let mut register = Register::of(store, estate).await?;
    let mut shown = Vec::new();
    for pair in &kept.found {
        let one = register.find(store, pair.one_household, pair.one).await?;
        let other = register
            .find(store, pair.other_household, pair.other)
            .await?;
        // Whoever was merged or erased since is not shown.
        if let (Some(one), Some(other)) = (one, other) {
            shown.push((pair, one, other));
        }
    }
    // First the audit log: nobody is shown who is not in it.
    let note = AuditNote {
        estate: Some(estate.id),
        count: 2 * shown.len() as u64,
        ground: Some(GROUND),
        ..AuditNote::of(AuditEvent::PeopleRead, console.environment.now())
    };
    store.note(note).await?;
    let _ = writeln!(
        text,
        "  截至 {}，看来重复登记 {} 对 (pairs that may be one person)",
        kept.sought_at,
        shown.len()
    );
    for (pair, one, other) in &shown {
        let zh: Vec<&str> = pair.reasons.iter().map(|reason| reason.zh()).collect();
        let en: Vec<&str> = pair.reasons.iter().map(|reason| reason.en()).collect();
        let _ = writeln!(
            text,
            "  {} ({}: {})\n    {one}\n    {other}",
            zh.join("、"),
            pair.score,
            en.join(", ")
        );
    }
    let pairs: Vec<Value> = shown.iter().map(|(pair, ..)| fields(pair)).collect();
    Ok(json!({ "estate": estate.id, "sought_at": kept.sought_at, "duplicates": pairs }))
}

fn fields(pair: &Duplicate) -> Value {
    json!({
        "one": { "resident": pair.one, "household": pair.one_household },
        "other": { "resident": pair.other, "household": pair.other_household },
        "score": pair.score,
        "reasons": pair.reasons,
    })
}

/// Households as they are read, each once.
struct Register {
    buildings: BTreeMap<BuildingId, String>,
    households: BTreeMap<HouseholdId, Option<HouseholdView>>,
}

impl Register {
    async fn of(store: &dyn Store, estate: &Estate) -> Result<Self, Failure> {
        Ok(Self {
            buildings: store.buildings(estate.id).await?.into_iter().collect(),
            households: BTreeMap::new(),
        })
    }

    /// `张三  3号楼2单元301  <id>`; `None` for whoever is gone or was merged.
    async fn find(
        &mut self,
        store: &dyn Store,
        household: HouseholdId,
        resident: ResidentId,
    ) -> Result<Option<String>, Failure> {
        let view = match self.households.entry(household) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(place) => place.insert(read(store, household).await?),
        };
        let view = view.as_ref();
        let Some(view) = view.filter(|view| view.merged_into.is_none()) else {
            return Ok(None);
        };
        let person = view.residents.get(&resident);
        let person = person.filter(|it| it.merged_into.is_none());
        let (Some(person), Some(door)) = (person, &view.dwelling) else {
            return Ok(None);
        };
        let building = self.buildings.get(&view.building);
        let building = building.map(String::as_str).unwrap_or_default();
        Ok(Some(format!(
            "{}  {building}{}{}  {resident}",
            person.name, door.unit, door.room
        )))
    }
}

async fn read(store: &dyn Store, household: HouseholdId) -> Result<Option<HouseholdView>, Failure> {
    let Some(snapshot) = store.snapshot(household.into()).await? else {
        return Ok(None);
    };
    let document = Document::load(&snapshot.document, snapshot.epoch, &snapshot.bytes)
        .map_err(StoreError::from)?;
    Ok(document.household())
}
