//! Devices that say what they did: accepted as it was made, once, however often it is sent.

use linli_documents::Document;
use linli_documents::strategy::key;
use linli_domain::{ActorId, Seq};
use linli_wire::Verdict;
use proptest::prelude::*;

use crate::bench::{ACTOR, Server, Work, accepted, commands, later, work};

fn duplicates(most: Seq) -> Vec<Verdict> {
    (1..=most).map(|seq| Verdict::Duplicate { seq }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn work_is_accepted_as_it_was_made((kind, work) in work()) {
        let mut server = Server::new(kind);
        let judgement = server.judge_with(&work.chain, &|_, _| Ok(()));
        prop_assert_eq!(&judgement.held, &work.hashes);
        prop_assert!(judgement.accepted.iter().all(|accepted| !accepted.differs));
        // It stood on the newest state, so that nobody need make the result again.
        prop_assert_eq!(judgement.document.map(|document| document.heads()), Some(work.hashes[work.len() - 1..].to_vec()));
        prop_assert_eq!(server.push(&work.chain), accepted(1..=work.len() as Seq));
        prop_assert_eq!(server.document.heads(), &work.hashes[work.len() - 1..]);
    }

    #[test]
    fn sending_any_part_again_changes_nothing((kind, work) in work(), part in any::<prop::sample::Index>()) {
        let mut server = Server::new(kind);
        server.push(&work.chain);
        let before = server.clone();
        let length = part.index(work.len()) + 1;
        // Rights that ended meanwhile are not asked for again.
        let verdicts = server.push_with(&work.prefix(length), &|_, _| Err(Verdict::Refused(linli_domain::RefusalCode::NoRight.into())));
        prop_assert_eq!(verdicts, duplicates(length as Seq));
        prop_assert!(server.stands_like(&before));
    }

    #[test]
    fn a_chain_that_grew_is_taken_up_where_it_was((kind, work) in work(), part in any::<prop::sample::Index>()) {
        let mut at_once = Server::new(kind);
        at_once.push(&work.chain);
        let mut in_parts = Server::new(kind);
        let length = part.index(work.len() + 1);
        in_parts.push(&work.prefix(length));
        let verdicts = in_parts.push(&work.chain);
        let (old, new) = verdicts.split_at(length);
        prop_assert_eq!(old, duplicates(length as Seq));
        prop_assert_eq!(new, accepted(length as Seq + 1..=work.len() as Seq));
        prop_assert!(in_parts.stands_like(&at_once));
    }

    /// Others' work on the same ground, in between: the causal position keeps the hashes.
    #[test]
    fn work_apart_is_accepted_in_either_order((kind, given) in commands(), split in any::<prop::sample::Index>()) {
        let (mine, theirs) = given.split_at(split.index(given.len() + 1));
        let ground = Document::genesis(&key(kind), 0);
        let mine = Work::on(&mut ground.clone(), ACTOR, mine);
        let theirs = Work::on(&mut ground.clone(), ActorId([0xb0; 16]), &later(theirs));
        let both = (mine.len() + theirs.len()) as Seq;
        let mut servers = [Server::new(kind), Server::new(kind)];
        let first = [servers[0].push(&mine.chain), servers[0].push(&theirs.chain)].concat();
        let second = [servers[1].push(&theirs.chain), servers[1].push(&mine.chain)].concat();
        prop_assert_eq!(&first, &accepted(1..=both));
        prop_assert_eq!(&second, &first);
        prop_assert_eq!(servers[0].document.heads(), servers[1].document.heads());
    }

    #[test]
    fn work_on_what_others_did_waits_for_it((kind, given) in commands(), split in any::<prop::sample::Index>()) {
        let (theirs, mine) = given.split_at(split.index(given.len() + 1));
        let mut document = Document::genesis(&key(kind), 0);
        let theirs = Work::on(&mut document, ActorId([0xb0; 16]), &later(theirs));
        let mine = Work::on(&mut document, ACTOR, mine);
        prop_assume!(theirs.len() > 0 && mine.len() > 0);
        let mut server = Server::new(kind);
        prop_assert_eq!(server.push(&mine.chain), vec![Verdict::Deferred; mine.len()]);
        server.push(&theirs.chain);
        let both = (theirs.len() + mine.len()) as Seq;
        prop_assert_eq!(server.push(&mine.chain), accepted(theirs.len() as Seq + 1..=both));
        prop_assert_eq!(server.document.heads(), document.heads());
    }
}
