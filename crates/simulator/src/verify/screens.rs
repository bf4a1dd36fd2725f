//! I5: what screens show is a function of the documents, so it survives a rebuild, and is the same for all
//! who may read the same.

use std::collections::BTreeMap;

use linli_client_core::Replica;
use linli_client_core::domain::{Date, FeedId};
use linli_client_core::query::{CaseFilter, DisputeFilter};

use super::Broken;
use crate::office::Office;
use crate::office::roster::may_read;
use crate::phone::Phone;
use crate::places;

pub(super) fn same(phones: &[Phone], office: &Office, today: Date) -> Result<(), Broken> {
    let mut screens: BTreeMap<Vec<FeedId>, (usize, String)> = BTreeMap::new();
    for phone in phones {
        let shown = phone.with(show);
        let rebuilt = phone.with(|replica| replica.rebuild());
        rebuilt.map_err(|error| format!("rebuild: {error}"))?;
        if let Some(line) = difference(&shown, &phone.with(show)) {
            return Err(format!("phone {}: a rebuild changes {line}", phone.number));
        }
        let mut readable = places::feeds();
        readable.retain(|feed| may_read(&office.held(), phone.person, *feed, today));
        let first = screens
            .entry(readable)
            .or_insert((phone.number, shown.clone()));
        if let Some(line) = difference(&first.1, &shown) {
            return Err(format!(
                "phones {} and {} may read the same and show {line}",
                first.0, phone.number
            ));
        }
    }
    Ok(())
}

/// The first line that differs, as one and the other have it.
fn difference(one: &str, other: &str) -> Option<String> {
    let mut others = other.lines();
    let mut lines = one
        .lines()
        .map(|line| (line, others.next().unwrap_or("nothing")));
    let found = lines.find(|(one, other)| one != other);
    let found = found.or_else(|| Some(("nothing", others.next()?)));
    found.map(|(one, other)| format!("{one} against {other}"))
}

/// Everything that screens show, as text.
pub(crate) fn show(replica: &mut Replica) -> String {
    let mut text = String::new();
    let mut add = |value: serde_json::Value| {
        text.push_str(&value.to_string());
        text.push('\n');
    };
    for id in replica.household_ids().expect("the replica can be read") {
        let details = replica.household(id).expect("the replica can be read");
        add(serde_json::to_value(details).expect("plain data"));
    }
    let cases = replica
        .cases(&CaseFilter::default())
        .expect("the replica can be read");
    add(serde_json::to_value(cases).expect("plain data"));
    let disputes = replica
        .disputes(&DisputeFilter::default())
        .expect("the replica can be read");
    add(serde_json::to_value(disputes).expect("plain data"));
    let visits = replica
        .newest_visits(None, 100_000)
        .expect("the replica can be read");
    add(serde_json::to_value(visits).expect("plain data"));
    let conflicts = replica.conflicts().expect("the replica can be read");
    add(serde_json::to_value(conflicts).expect("plain data"));
    let mut found = replica
        .search("张", 1_000)
        .expect("the replica can be read");
    found.sort_by_key(|found| (found.household, found.resident));
    add(serde_json::to_value(found).expect("plain data"));
    text
}
