//! Grouping an outbox into chains, so that a causal position is named once for many commands.

use std::collections::BTreeMap;

use linli_domain::{ActorId, ChangeHash, DocumentKey, Epoch, Timestamp};
use linli_wire::{Chain, ChainEntry, limits};

/// A pending command as the replica keeps it.
#[derive(Debug, Clone)]
pub struct OutboxEntry {
    /// The replica's own number; grows in the order in which commands were given.
    pub number: i64,
    pub document: DocumentKey,
    pub epoch: Epoch,
    pub actor: ActorId,
    /// Where it stands: `Document::base` before the command.
    pub base: Vec<ChangeHash>,
    /// The change that it made.
    pub hash: ChangeHash,
    pub at: Timestamp,
    pub command: Vec<u8>,
}

/// A chain, and which outbox entries it carries.
#[derive(Debug, Clone)]
pub struct PlannedChain {
    pub chain: Chain,
    /// `OutboxEntry::number`, one a command.
    pub numbers: Vec<i64>,
}

/// Groups `outbox`, given in the order of `number`, into chains in the order of their first command.
/// Stops at `max_commands`, or where an envelope is full; the rest is for the next request.
pub fn plan_chains(outbox: &[OutboxEntry], max_commands: usize) -> Vec<PlannedChain> {
    let mut planned: Vec<PlannedChain> = Vec::new();
    // The chain that a document's next command may go on with, and the change that it ends with.
    let mut open: BTreeMap<DocumentKey, (usize, ChangeHash)> = BTreeMap::new();
    let mut bytes = 0;
    for entry in outbox
        .iter()
        .take(max_commands.min(limits::COMMANDS_PER_ENVELOPE))
    {
        bytes += most_bytes(entry);
        if bytes > limits::ENVELOPE_BYTES && !planned.is_empty() {
            break;
        }
        let continues = open
            .get(&entry.document)
            .filter(|(at, last)| continues(&planned[*at].chain, *last, entry))
            .map(|(at, _)| *at);
        let at = match continues {
            Some(at) => at,
            None if planned.len() == limits::CHAINS_PER_ENVELOPE => break,
            None => {
                planned.push(begin(entry));
                planned.len() - 1
            }
        };
        let plan = &mut planned[at];
        plan.chain.entries.push(ChainEntry {
            at: entry.at,
            command: entry.command.clone(),
        });
        plan.chain.result = entry.hash.into();
        plan.numbers.push(entry.number);
        open.insert(entry.document, (at, entry.hash));
    }
    planned
}

/// What an entry adds to an envelope if it begins a chain.
fn most_bytes(entry: &OutboxEntry) -> usize {
    const CHAIN: usize = 168;
    const HEAD: usize = 34;
    CHAIN + entry.base.len() * HEAD + entry.command.len()
}

fn continues(chain: &Chain, last: ChangeHash, entry: &OutboxEntry) -> bool {
    chain.actor == entry.actor && chain.epoch == entry.epoch && entry.base == [last]
}

fn begin(entry: &OutboxEntry) -> PlannedChain {
    let chain = Chain {
        document: entry.document,
        epoch: entry.epoch,
        actor: entry.actor,
        base: entry.base.clone(),
        result: entry.hash.into(),
        entries: Vec::new(),
    };
    PlannedChain {
        chain,
        numbers: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linli_domain::{CaseId, EstateId};

    fn entry(number: i64, document: u8, base: u8, hash: u8) -> OutboxEntry {
        OutboxEntry {
            number,
            document: DocumentKey::Case {
                estate: EstateId::from_bytes([1; 16]),
                building: linli_domain::BuildingId::from_bytes([1; 16]),
                case: CaseId::from_bytes([document; 16]),
            },
            epoch: 0,
            actor: ActorId([1; 16]),
            base: vec![ChangeHash([base; 32])],
            hash: ChangeHash([hash; 32]),
            at: Timestamp::default(),
            command: vec![hash],
        }
    }

    #[test]
    fn commands_that_stand_on_each_other_share_a_chain() {
        let outbox = [
            entry(1, 1, 0, 1),
            entry(2, 2, 0, 9),
            entry(3, 1, 1, 2),
            entry(4, 1, 2, 3),
        ];
        let planned = plan_chains(&outbox, 100);
        assert_eq!(planned.len(), 2);
        assert_eq!(planned[0].numbers, [1, 3, 4]);
        assert_eq!(planned[0].chain.result, ChangeHash([3; 32]).into());
        assert_eq!(planned[1].numbers, [2]);
    }

    #[test]
    fn a_merge_in_between_begins_a_new_chain() {
        let outbox = [entry(1, 1, 0, 1), entry(2, 1, 7, 2)];
        assert_eq!(plan_chains(&outbox, 100).len(), 2);
    }

    #[test]
    fn an_envelope_is_filled_to_its_last_byte() {
        let mut outbox = [entry(1, 1, 0, 1), entry(2, 1, 1, 2)];
        outbox[0].command = vec![0; limits::ENVELOPE_BYTES / 2];
        let left = limits::ENVELOPE_BYTES - outbox.iter().map(most_bytes).sum::<usize>();
        outbox[1].command = vec![0; left + 1];
        assert_eq!(plan_chains(&outbox, 100)[0].numbers, [1, 2]);
        outbox[1].command.push(0);
        assert_eq!(plan_chains(&outbox, 100)[0].numbers, [1]);
    }

    /// Less than it adds, and a server would refuse the envelope; far more, and requests go half empty.
    #[test]
    fn what_an_entry_adds_is_guessed_closely() {
        for heads in [1, 2, 40] {
            for length in [1, 100, 10_000] {
                let mut entry = entry(1, 1, 0, 1);
                entry.base = vec![ChangeHash([0xff; 32]); heads];
                entry.command = vec![0xff; length];
                let planned = plan_chains(std::slice::from_ref(&entry), 100);
                let adds = minicbor::to_vec(&planned[0].chain).unwrap().len();
                let guess = most_bytes(&entry);
                assert!(adds <= guess && guess <= adds + 100, "{adds}, {guess}");
            }
        }
    }

    #[test]
    fn the_limit_leaves_the_rest_for_the_next_request() {
        let outbox = [entry(1, 1, 0, 1), entry(2, 1, 1, 2), entry(3, 1, 2, 3)];
        assert_eq!(plan_chains(&outbox, 2)[0].numbers, [1, 2]);
    }
}
