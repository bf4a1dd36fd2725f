//! After the attack: everybody syncs until nothing waits.

use std::thread;

use crate::failure::none;
use crate::tally::Tally;
use crate::{Failure, Result};

use super::client::Client;

/// The network is fine and the server lives: two are enough, more would be a loop.
const ROUNDS_MAX: u64 = 4;

/// Every client syncs until it says that nothing is unsent, and once more for what others sent meanwhile.
pub(super) fn drain(clients: &[Client], tally: &Tally) -> Result<()> {
    let mut waiting: Vec<&Client> = clients.iter().collect();
    let mut rounds = 0;
    while !waiting.is_empty() {
        if rounds == ROUNDS_MAX {
            let numbers: Vec<String> = waiting
                .iter()
                .map(|client| client.number.to_string())
                .collect();
            return Err(Failure::broken(format!(
                "clients {} still have something unsent after {rounds} syncs in good weather",
                numbers.join(", ")
            )));
        }
        rounds += 1;
        all_sync(&waiting)?;
        let mut left = Vec::new();
        for client in waiting {
            if client.must(&["status"])?["unsent"].as_u64() != Some(0) {
                left.push(client);
            }
        }
        waiting = left;
    }
    tally.note(|counts| counts.rounds_to_drain = rounds);
    all_sync(&clients.iter().collect::<Vec<_>>())?;
    none(
        clients
            .iter()
            .map(at_rest)
            .collect::<Result<Vec<_>>>()?
            .concat(),
    )
}

pub(super) fn sync_once(client: &Client) -> Result<()> {
    client.must(&["sync"]).map(drop)
}

fn all_sync(clients: &[&Client]) -> Result<()> {
    thread::scope(|scope| {
        let syncs: Vec<_> = clients
            .iter()
            .map(|client| scope.spawn(|| sync_once(client)))
            .collect();
        syncs.into_iter().try_for_each(|sync| {
            sync.join()
                .unwrap_or_else(|_| Err(Failure::broken("a sync panicked")))
        })
    })
}

/// Nobody is needed to help: nothing was refused, nothing is damaged, and no two clients wrote to one field.
fn at_rest(client: &Client) -> Result<Vec<String>> {
    let status = client.must(&["status"])?;
    let findings = ["unsent", "drafts", "damaged", "conflicts"]
        .into_iter()
        .filter_map(|what| {
            let count = &status[what];
            (count.as_u64() != Some(0)).then(|| format!("client {}: {count} {what}", client.number))
        });
    Ok(findings.collect())
}
