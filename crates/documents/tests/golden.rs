//! What a command produces is frozen: `fixtures/golden` holds, for each kind of document, its genesis
//! and a history with every command in it, step by step with the hash of the change; and another history where one
//! does not have all fields of a command.
//!
//! A hash that differs means that old and new devices would no longer agree. Do not rewrite it (with
//! `UPDATE=1`) but give the command a new version; only steps that are new have no hash yet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use linli_documents::Document;
use linli_domain::command::{Command, Recorded};
use linli_domain::{
    ActorId, BuildingId, CaseId, DisputeId, DocumentKey, Epoch, EstateId, HouseholdId, Kind,
    PersonId, Timestamp,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    kind: Kind,
    estate: EstateId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    building: Option<BuildingId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispute: Option<DisputeId>,
    /// By epoch.
    genesis: BTreeMap<Epoch, String>,
    history: Vec<Step>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    replica: String,
    /// 32 hexadecimal digits.
    actor: String,
    author: PersonId,
    at: Timestamp,
    /// All replicas exchange their changes first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sync: bool,
    command: Command,
    /// Empty in a step that is new.
    hash: String,
}

#[test]
fn golden() {
    for path in paths() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut golden: Golden = serde_json::from_str(&text).unwrap();
        replay(&mut golden);
        let replayed = serde_json::to_string_pretty(&golden).unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, replayed).unwrap();
        } else {
            assert!(
                replayed == text,
                "{}: a hash differs:\n{replayed}",
                path.display()
            );
        }
    }
}

#[test]
fn every_command_has_its_golden_hash() {
    let mut seen = BTreeSet::new();
    for path in paths() {
        let text = std::fs::read_to_string(path).unwrap();
        let golden: Golden = serde_json::from_str(&text).unwrap();
        seen.extend(golden.history.iter().map(|step| step.command.name()));
    }
    let all: BTreeSet<_> = Command::NAMES.iter().map(|(name, _)| *name).collect();
    assert_eq!(seen, all);
}

fn replay(golden: &mut Golden) {
    let key = key(golden);
    for (epoch, hash) in &mut golden.genesis {
        *hash = Document::genesis(&key, *epoch).heads()[0].to_string();
    }
    let mut replicas: BTreeMap<String, Document> = BTreeMap::new();
    for step in &golden.history {
        let fresh = Document::genesis(&key, 0);
        replicas.entry(step.replica.clone()).or_insert(fresh);
    }
    for step in &mut golden.history {
        if step.sync {
            exchange(&mut replicas);
        }
        let recorded = Recorded {
            author: step.author,
            at: step.at,
            command: step.command.clone(),
        };
        let replica = replicas.get_mut(&step.replica).unwrap();
        let change = replica
            .execute(actor(&step.actor), &recorded)
            .unwrap_or_else(|refusal| panic!("{}: {refusal}", step.command.name()));
        step.hash = change.hash.to_string();
    }
}

fn exchange(replicas: &mut BTreeMap<String, Document>) {
    let changes: Vec<_> = replicas
        .values()
        .flat_map(|replica| replica.changes_since(&[]))
        .collect();
    for replica in replicas.values_mut() {
        replica
            .apply(changes.iter().map(|change| &change.bytes[..]))
            .unwrap();
    }
}

fn key(golden: &Golden) -> DocumentKey {
    let estate = golden.estate;
    match golden.kind {
        Kind::Directory => DocumentKey::Directory { estate },
        Kind::Household => DocumentKey::Household {
            estate,
            building: golden.building.unwrap(),
            household: golden.household.unwrap(),
        },
        Kind::Visits => DocumentKey::Visits {
            estate,
            building: golden.building.unwrap(),
            month: golden.month.as_ref().unwrap().parse().unwrap(),
        },
        Kind::Case => DocumentKey::Case {
            estate,
            building: golden.building.unwrap(),
            case: golden.case.unwrap(),
        },
        Kind::Dispute => DocumentKey::Dispute {
            estate,
            dispute: golden.dispute.unwrap(),
        },
    }
}

fn actor(text: &str) -> ActorId {
    ActorId(u128::from_str_radix(text, 16).unwrap().to_be_bytes())
}

fn paths() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/golden");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort_unstable();
    paths
}
