//! The strategies are worth their name only if they reach everything.

use std::collections::{BTreeMap, BTreeSet};

use linli_documents::Document;
use linli_documents::strategy::{key, recorded};
use linli_domain::command::Command;
use linli_domain::{ActorId, Kind, RefusalCode};
use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Refusals that need more than a document: rights, wire limits, another epoch, a decision.
const JUDGED_ELSEWHERE: [RefusalCode; 7] = [
    RefusalCode::NoRight,
    RefusalCode::UnknownDocument,
    RefusalCode::WrongEpoch,
    RefusalCode::TooLarge,
    RefusalCode::Returned,
    RefusalCode::Erased,
    RefusalCode::NotDispatched,
];

#[test]
fn every_command_is_accepted_and_every_refusal_met() {
    let (mut accepted, mut refused) = (BTreeMap::new(), BTreeSet::new());
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for kind in Kind::ALL {
        let histories = vec(recorded(kind), 40);
        for _ in 0..250 {
            let history = histories.new_tree(&mut runner).unwrap().current();
            let mut document = Document::genesis(&key(kind), 0);
            for recorded in &history {
                match document.execute(ActorId([1; 16]), recorded) {
                    Ok(_) => *accepted.entry(recorded.command.name()).or_insert(0) += 1,
                    Err(refusal) => {
                        refused.insert(refusal.code);
                    }
                }
            }
        }
    }
    let names: BTreeSet<_> = Command::NAMES.iter().map(|(name, _)| *name).collect();
    assert_eq!(accepted.keys().copied().collect::<BTreeSet<_>>(), names);
    let total: u32 = accepted.values().sum();
    assert!(
        (9_000..30_000).contains(&total),
        "{total} of 50,000 accepted: {accepted:?}"
    );
    let expected: BTreeSet<_> = RefusalCode::ALL
        .iter()
        .copied()
        .filter(|code| !JUDGED_ELSEWHERE.contains(code))
        .collect();
    assert_eq!(refused, expected);
}
