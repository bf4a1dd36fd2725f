//! A command from anybody, executed on documents of every kind: `actor (1), time (8), the command`.

use std::cell::OnceCell;

use linli_documents::strategy::{key, recorded};
use linli_documents::{AsWritten, Document};
use linli_domain::{ActorId, Command, Kind, PersonId, Recorded, Timestamp};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::take::Take;

/// Commands that a document went through before; about half of them were refused.
const HISTORY: usize = 40;

thread_local! {
    static PREPARED: OnceCell<Vec<Prepared>> = const { OnceCell::new() };
}

/// A document with a past, and its bytes.
struct Prepared {
    document: Document,
    saved: Vec<u8>,
}

pub fn run(bytes: &[u8]) {
    let mut take = Take(bytes);
    // One of those who wrote before, or somebody else.
    let actor = ActorId([take.byte() % 4; 16]);
    let at = Timestamp::clamped(take.number().cast_signed());
    let Ok(command) = Command::from_bytes(take.rest()) else {
        return;
    };
    let written = command.to_bytes();
    assert!(!Command::is_unknown(&written), "a known command is unknown");
    assert_eq!(Command::from_bytes(&written).as_ref(), Ok(&command));
    let recorded = Recorded {
        author: PersonId::from_bytes([1; 16]),
        at,
        command,
    };
    PREPARED.with(|prepared| {
        for one in prepared.get_or_init(prepare) {
            execute(one, actor, &recorded);
        }
    });
}

fn execute(prepared: &Prepared, actor: ActorId, recorded: &Recorded) {
    let mut document = prepared.document.clone();
    let before = document.heads();
    match document.execute(actor, recorded) {
        Ok(change) => {
            assert_eq!(recorded.command.kind(), document.key().kind());
            assert_eq!(document.heads(), [change.hash]);
            assert!(before.iter().all(|head| change.deps.contains(head)));
            let saved = document.save();
            let loaded = Document::load(document.key(), document.epoch(), &saved);
            let loaded = loaded.expect("what was saved can be loaded");
            assert_eq!(reading(&loaded), reading(&document));
            let mut other = prepared.document.clone();
            let applied = other.apply([change.bytes.as_slice()]);
            applied.expect("what was executed here can be applied elsewhere");
            assert_eq!(reading(&other), reading(&document));
        }
        Err(_) => assert_eq!(document.save(), prepared.saved, "a refusal left a trace"),
    }
}

/// Everything that a document says.
fn reading(document: &Document) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        document.household(),
        document.visits(),
        document.directory(),
        document.case(&AsWritten),
        document.conflicts(),
        document.change_ids(),
    )
}

fn prepare() -> Vec<Prepared> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut prepared = Vec::new();
    for kind in Kind::ALL {
        let fresh = Document::genesis(&key(kind), 0);
        let mut used = fresh.clone();
        for nth in 0..HISTORY {
            let tree = recorded(kind).new_tree(&mut runner);
            let recorded = tree.expect("the strategies give a command").current();
            // Refusals are part of a past.
            let _refused = used.execute(ActorId([1 + (nth % 2) as u8; 16]), &recorded);
        }
        for document in [fresh, used] {
            let saved = document.save();
            prepared.push(Prepared { document, saved });
        }
    }
    prepared
}
