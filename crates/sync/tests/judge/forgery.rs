//! Devices that were cloned, that differ, or that lie.

use linli_documents::Document;
use linli_documents::strategy::key;
use linli_domain::{ChangeHash, Kind};
use linli_wire::{Chain, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::bench::{ACTOR, Server, Work, commands, work};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A forged result, or an older release whose execution gives another one: the server's counts.
    #[test]
    fn another_result_is_superseded_by_the_servers((kind, work) in work(), claimed in any::<[u8; 32]>()) {
        let mut chain = work.chain.clone();
        chain.result = ChangeHash(claimed).into();
        let mut server = Server::new(kind);
        let judgement = server.judge_with(&chain, &|_, _| Ok(()));
        prop_assert!(judgement.held.is_empty());
        prop_assert!(judgement.accepted.iter().all(|accepted| accepted.differs));
        let superseded: Vec<_> = work.hashes.iter().zip(1..)
            .map(|(hash, seq)| Verdict::Superseded { seq, hash: *hash }).collect();
        prop_assert_eq!(&server.push(&chain), &superseded);
        prop_assert_eq!(server.push(&chain), superseded, "and so it is when it comes again");
        prop_assert_eq!(server.document.heads(), &work.hashes[work.len() - 1..]);
    }

    /// Two devices under one actor: the second is told, and the document takes no harm.
    #[test]
    fn a_cloned_device_is_told_to_take_a_fresh_actor((kind, given) in commands(), split in any::<prop::sample::Index>()) {
        let (first, second) = given.split_at(split.index(given.len() + 1));
        let ground = Document::genesis(&key(kind), 0);
        let first = Work::on(&mut ground.clone(), ACTOR, first);
        let second = Work::on(&mut ground.clone(), ACTOR, second);
        prop_assume!(second.len() > 0);
        let mut server = Server::new(kind);
        server.push(&first.chain);
        let before = server.clone();
        let verdicts = server.push(&second.chain);
        // What both did alike, from the beginning on, is one work. What goes on behind all of the
        // first's is no fork.
        let alike = first.hashes.iter().zip(&second.hashes).take_while(|(a, b)| a == b).count();
        if alike < first.len().min(second.len()) {
            prop_assert!(verdicts[alike..].iter().all(|verdict| *verdict == Verdict::ActorForked), "{verdicts:?}");
            prop_assert!(server.stands_like(&before));
        }
    }

    #[test]
    fn another_devices_actor_is_not_worked_under((kind, work) in work()) {
        let mut server = Server::new(kind);
        server.foreign_actors.push(ACTOR);
        prop_assert_eq!(server.push(&work.chain), vec![Verdict::ActorForked; work.len()]);
        prop_assert!(server.stands_like(&Server::new(kind)));
    }

    /// Whatever is sent, each command has its verdict, and the log is one that replicas can apply.
    #[test]
    fn every_command_has_its_verdict((kind, work) in work(), lies in vec(lie(), 0..4)) {
        let mut chain = work.chain.clone();
        for lie in lies {
            lie.tell(&mut chain, &work);
        }
        let mut server = Server::new(kind);
        server.push(&work.prefix(work.len() / 2));
        let verdicts = server.push(&chain);
        prop_assert_eq!(verdicts.len(), chain.entries.len());
        let again = server.clone().push(&chain);
        prop_assert_eq!(again.len(), chain.entries.len());
        let whole = Document::load(&key(kind), 0, &server.document.save()).unwrap();
        prop_assert_eq!(whole.heads(), server.document.heads());
    }
}

#[derive(Debug, Clone)]
enum Lie {
    Base(Vec<prop::sample::Index>),
    Result([u8; 32]),
    Actor([u8; 16]),
    Kind(Kind),
    Command(prop::sample::Index, Vec<u8>),
    Twice(prop::sample::Index),
    Without(prop::sample::Index),
}

fn lie() -> impl Strategy<Value = Lie> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        vec(index(), 0..4).prop_map(Lie::Base),
        any::<[u8; 32]>().prop_map(Lie::Result),
        prop_oneof![any::<[u8; 16]>(), Just([0; 16]), Just(*b"linli.household1")]
            .prop_map(Lie::Actor),
        linli_documents::strategy::kind().prop_map(Lie::Kind),
        (index(), vec(any::<u8>(), 0..30)).prop_map(|(at, bytes)| Lie::Command(at, bytes)),
        index().prop_map(Lie::Twice),
        index().prop_map(Lie::Without),
    ]
}

impl Lie {
    fn tell(self, chain: &mut Chain, work: &Work) {
        let length = chain.entries.len();
        match self {
            Self::Base(heads) => {
                chain.base = heads
                    .iter()
                    .map(|at| work.hashes[at.index(work.len())])
                    .collect();
            }
            Self::Result(hash) => chain.result = ChangeHash(hash).into(),
            Self::Actor(actor) => chain.actor.0 = actor,
            Self::Kind(kind) => chain.document = key(kind),
            Self::Command(at, bytes) if length > 0 => {
                chain.entries[at.index(length)].command = bytes
            }
            Self::Twice(at) if length > 0 => {
                let entry = chain.entries[at.index(length)].clone();
                chain.entries.push(entry);
            }
            Self::Without(at) if length > 0 => {
                chain.entries.remove(at.index(length));
            }
            _ => {}
        }
    }
}
