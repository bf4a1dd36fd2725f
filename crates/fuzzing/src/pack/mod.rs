//! What a server answers, on a real replica with work that waits. `kind (1), step (1), the body`: plain
//! frames, the same in zstd, the frames of which are mutated before they are compressed, or an answer that is
//! no stream (`status (2), the body`), to a sync or to the asking for a token; or items of true answers, put
//! together anew (`script`).
//!
//! A replica only listens to a server that it has verified. Its answers can still be cut off and damaged, and
//! a broken server is no reason to lose what somebody was told at a door.

mod script;

use linli_client_core::Replica;
use linli_client_core::query::Unsent;
use linli_client_core::sync::{Step, SyncReport, SyncSession};
use linli_wire::compression;

use crate::stage::phone::{Answers, Phone, asked};
use crate::stage::{Kept, with};
use crate::take::Take;

pub(crate) use script::items;

thread_local! {
    static PHONE: Kept<Phone> = const { Kept::new(None) };
}

pub fn run(bytes: &[u8]) {
    PHONE.with(|kept| with(kept, Phone::open, |_| false, |phone| listen(phone, bytes)));
}

fn listen(phone: &Phone, bytes: &[u8]) {
    let mut replica = phone.copy();
    let before = replica.outbox().expect("the outbox can be read");
    assert!(!before.is_empty(), "work waits");
    let report = hear(&mut replica, &phone.answers, bytes);
    is_kept(&replica, &before, &report);
    drop(replica);

    let mut replica = phone.again();
    is_kept(&replica, &before, &report);
    replica.check().expect("the file is whole");
    replica
        .rebuild()
        .expect("what the screens show can be made anew");
    is_kept(&replica, &before, &report);
    replica.status().expect("the screens can be read");
    replica.begin_sync().expect("it is still this phone");
}

/// What the session did until it ended or gave up.
fn hear(replica: &mut Replica, answers: &Answers, bytes: &[u8]) -> SyncReport {
    let mut take = Take(bytes);
    let (kind, step) = (take.byte() % 6, usize::from(take.byte()) * 16);
    let (status, encoding) = match kind {
        0 | 5 => (200, None),
        1 | 2 => (200, Some("zstd")),
        _ => (u16::from_be_bytes([take.byte(), take.byte()]), None),
    };
    let body = match kind {
        2 => compression::compress(take.rest()),
        5 => script::body(answers, take),
        _ => take.rest().to_vec(),
    };
    let mut session = match kind {
        4 => token_asked(replica),
        _ => asked(replica).0,
    };
    let pieces = body.chunks(if step == 0 { usize::MAX } else { step });
    // An error ends the session; what it left behind is looked at, not what it says.
    let _given_up = session
        .head(status, encoding)
        .and_then(|()| {
            let mut pieces = pieces.into_iter();
            pieces.try_for_each(|piece| session.body(replica, piece))
        })
        .and_then(|()| session.end(replica))
        .and_then(|()| session.next(replica).map(drop));
    session.report().clone()
}

/// A session whose token the server did not take.
fn token_asked(replica: &mut Replica) -> SyncSession {
    let (mut session, _) = asked(replica);
    let refused = session.head(401, None).and_then(|()| session.end(replica));
    refused.expect("an old token is no trouble");
    match session.next(replica) {
        Ok(Step::Send(request)) if request.path == "/v1/token" => session,
        other => panic!("a token is asked for: {other:?}"),
    }
}

/// Each command waits, or has become a draft, or the server said that it has it.
fn is_kept(replica: &Replica, before: &[Unsent], report: &SyncReport) {
    let outbox = replica.outbox().expect("the outbox can be read");
    let drafts = replica.drafts().expect("the drafts can be read");
    let waits = |own: &&Unsent| {
        let here = outbox
            .iter()
            .any(|it| it.command == own.command && it.at == own.at);
        here || drafts
            .iter()
            .any(|it| it.command == own.command && it.at == own.at)
    };
    let gone = before.len() - before.iter().filter(waits).count();
    let settled = report.accepted + report.superseded;
    assert!(
        gone <= settled,
        "{gone} commands are gone, {settled} settled"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds;

    #[test]
    fn seeds_get_as_far_as_the_documents() {
        let phone = Phone::open();
        let heard = |name: &str| {
            let all = seeds::all();
            let seed = all
                .iter()
                .find(|seed| seed.target == "pack" && seed.name == name);
            hear(&mut phone.copy(), &phone.answers, &seed.unwrap().bytes)
        };
        assert!(heard("packs").documents >= 4);
        assert!(heard("packs-in-zstd").documents >= 4);
        let news = heard("accepted-and-news");
        assert!(news.accepted >= 4 && news.changes >= 3, "{news:?}");
        assert!(heard("items-flipped").changes > 0);
    }
}
