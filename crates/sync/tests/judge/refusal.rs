//! What one refusal means for the rest of its chain.

use linli_domain::{Refusal, RefusalCode};
use linli_wire::Verdict;
use proptest::prelude::*;

use crate::bench::{Server, Work, work};

/// Everything before `stop` is in the log; the device hears each hash, since only the last travelled.
fn told(work: &Work, stop: usize, verdict: Verdict, follow: &Verdict) -> Vec<Verdict> {
    let before = work.hashes[..stop].iter().zip(1..);
    let mut told: Vec<_> = before
        .map(|(hash, seq)| Verdict::Superseded { seq, hash: *hash })
        .collect();
    told.push(verdict);
    told.resize(work.len(), follow.clone());
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_stands_on_a_refused_command_is_deferred((kind, work) in work(), at in any::<prop::sample::Index>()) {
        let stop = at.index(work.len());
        let refusal = Refusal::new(RefusalCode::NoRight, "visit");
        let mut server = Server::new(kind);
        let verdicts = server.push_with(&work.chain, &|index, _| {
            if index == stop { Err(Verdict::Refused(refusal.clone())) } else { Ok(()) }
        });
        prop_assert_eq!(&verdicts, &told(&work, stop, Verdict::Refused(refusal.clone()), &Verdict::Deferred));
        prop_assert!(!server.document.contains(&work.hashes[stop]));
    }

    /// What the secretary is to decide on stays together.
    #[test]
    fn what_stands_on_an_escrowed_command_is_escrowed((kind, work) in work(), at in any::<prop::sample::Index>()) {
        let stop = at.index(work.len());
        let mut server = Server::new(kind);
        let verdicts = server.push_with(&work.chain, &|index, _| {
            if index < stop { Ok(()) } else { Err(Verdict::Escrowed) }
        });
        prop_assert_eq!(&verdicts, &told(&work, stop, Verdict::Escrowed, &Verdict::Escrowed));
        // Adopted, it is what its author had made.
        let verdicts = server.push(&work.chain);
        let adopted = verdicts[stop..].iter().all(|it| matches!(it, Verdict::Accepted { .. }));
        prop_assert!(adopted, "{:?}", verdicts);
        prop_assert!(work.hashes.iter().all(|hash| server.document.contains(hash)));
    }

    #[test]
    fn a_command_that_is_no_command_is_refused((kind, work) in work(), at in any::<prop::sample::Index>()) {
        let stop = at.index(work.len());
        let mut chain = work.chain.clone();
        chain.entries[stop].command = b"\xff".to_vec();
        let refused = Verdict::Refused(RefusalCode::Malformed.into());
        prop_assert_eq!(Server::new(kind).push(&chain), told(&work, stop, refused, &Verdict::Deferred));
    }

    #[test]
    fn a_newer_command_waits_for_an_upgrade((kind, work) in work(), at in any::<prop::sample::Index>()) {
        let stop = at.index(work.len());
        let mut chain = work.chain.clone();
        chain.entries[stop].command = b"\xa1\x65dance\xa0".to_vec();
        prop_assert_eq!(Server::new(kind).push(&chain), told(&work, stop, Verdict::UpgradeNeeded, &Verdict::Deferred));
    }

    #[test]
    fn a_document_of_another_epoch_hears_nothing((kind, work) in work(), epoch in 1u32..) {
        let mut chain = work.chain.clone();
        chain.epoch = epoch;
        let mut server = Server::new(kind);
        let refused = Verdict::Refused(RefusalCode::WrongEpoch.into());
        prop_assert_eq!(server.push(&chain), vec![refused; work.len()]);
        prop_assert!(server.stands_like(&Server::new(kind)));
    }

    #[test]
    fn a_base_that_nobody_has_is_waited_for((kind, work) in work(), unknown in any::<[u8; 32]>(), beside: bool) {
        let mut chain = work.chain.clone();
        if !beside {
            chain.base.clear();
        }
        chain.base.push(linli_domain::ChangeHash(unknown));
        let mut server = Server::new(kind);
        prop_assert_eq!(server.push(&chain), vec![Verdict::Deferred; work.len()]);
        prop_assert!(server.stands_like(&Server::new(kind)));
    }
}
