//! A document that was written to apart by more than may be.

use linli_documents::Document;
use linli_documents::strategy::key;
use linli_domain::command::NameEstate;
use linli_domain::{ActorId, Kind, Recorded, Timestamp};
use linli_wire::{Verdict, limits};

use crate::bench::{AUTHOR, Server, Work};

fn named(document: &mut Document, number: u16) -> Work {
    Work::on(document, actor(number), &[naming(number)])
}

fn actor(number: u16) -> ActorId {
    let mut actor = [0xac; 16];
    actor[..2].copy_from_slice(&number.to_be_bytes());
    ActorId(actor)
}

/// Else the bases of everybody's chains would grow beyond what a chain may name.
#[test]
fn who_would_add_a_head_too_many_does_the_work_again_on_what_is_there() {
    let ground = Document::genesis(&key(Kind::Directory), 0);
    let mut server = Server::new(Kind::Directory);
    let most = u16::try_from(limits::HEADS_PER_DOCUMENT).unwrap();
    for number in 0..most {
        let verdicts = server.push(&named(&mut ground.clone(), number).chain);
        assert!(
            matches!(verdicts[..], [Verdict::Accepted { .. }]),
            "{number} {verdicts:?}"
        );
    }
    let before = server.clone();
    let late = named(&mut ground.clone(), most);
    assert_eq!(server.push(&late.chain), [Verdict::ActorForked]);
    assert!(server.stands_like(&before));
    // What is known stays known.
    let first = named(&mut ground.clone(), 0);
    assert_eq!(server.push(&first.chain), [Verdict::Duplicate { seq: 1 }]);
    // On a part of what is there it adds none: a device need not have the very newest.
    let mut held = ground.clone();
    let hash = held.execute(actor(0), &naming(0)).unwrap().hash;
    assert_eq!(hash, first.hashes[0]);
    let again = named(&mut held, most + 1);
    assert!(matches!(
        server.push(&again.chain)[..],
        [Verdict::Accepted { .. }]
    ));
    assert_eq!(server.document.heads().len(), limits::HEADS_PER_DOCUMENT);
    // And on all of it, it mends the document.
    let whole = named(&mut server.document.clone(), most + 2);
    assert!(matches!(
        server.push(&whole.chain)[..],
        [Verdict::Accepted { .. }]
    ));
    assert_eq!(server.document.heads().len(), 1);
}

fn naming(number: u16) -> Recorded {
    let name = NameEstate {
        name: format!("小区{number}").parse().unwrap(),
    };
    Recorded {
        author: AUTHOR,
        at: Timestamp::clamped(1_709_265_600),
        command: name.into(),
    }
}
