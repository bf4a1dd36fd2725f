//! `sync::answer` on a store: frames in, frames out.

mod replica;

use std::sync::Arc;

use futures_util::StreamExt;
use linli_domain::{EstateId, FeedId, Kind, Role};
use linli_server::sync::{self, SyncRequest};
use linli_wire::{
    FeedCursor, FeedPosition, FeedsDigest, Position, ProblemCode, RequestHello, RequestItem,
    ResponseItem, Verdict, frame,
};

use self::replica::{Replica, ask, hello, items, server_key};
use crate::estate::{
    ESTATE, FOUR, HEAD_OF_FOUR, HEAD_OF_THREE, NOBODY, Phone, SECRETARY, THREE, World, at, case,
    directory, open_case, visit, visits,
};

async fn two_buildings_at_work(world: &mut World) -> Phone {
    let mut three = world.phone(HEAD_OF_THREE).await;
    let mut four = world.phone(HEAD_OF_FOUR).await;
    for number in 0..20 {
        three.record(visits(THREE), visit(number));
        four.record(visits(FOUR), visit(100 + number));
    }
    three.record(case(1), open_case());
    world.push(&mut three).await;
    world.push(&mut four).await;
    three.outbox.clear();
    three
}

pub(crate) async fn nothing_new_is_a_tiny_answer(mut world: World) {
    let phone = two_buildings_at_work(&mut world).await;
    let mut replica = Replica::default();
    replica.sync(&world, &phone, true, None).await;
    let request = [hello(None), replica.together(ESTATE)];
    let body = ask(&world, &phone, &request, true).await;
    assert!(body.len() <= 80, "{} bytes", body.len());
    let answered = items(&body);
    assert!(matches!(
        answered[..],
        [
            ResponseItem::Hello(_),
            ResponseItem::Cursor {
                checksum: Some(_),
                ..
            },
            ResponseItem::End { more: false }
        ]
    ));
}

pub(crate) async fn a_first_sync_brings_all_that_may_be_read(mut world: World) {
    let phone = two_buildings_at_work(&mut world).await;
    for zstd in [true, false] {
        let mut replica = Replica::default();
        replica.sync(&world, &phone, zstd, None).await;
        let held: Vec<_> = replica.documents.keys().copied().collect();
        assert_eq!(held, [directory(), visits(THREE), case(1)]);
        for (key, document) in &replica.documents {
            assert_eq!(document.heads(), world.document(*key).await.heads());
        }
        assert_eq!(replica.checksum(), replica.told.unwrap());
    }
    let secretary = world.phone(SECRETARY).await;
    let mut replica = Replica::default();
    replica.sync(&world, &secretary, true, None).await;
    assert!(replica.documents.contains_key(&visits(FOUR)));
    assert_eq!(replica.checksum(), replica.told.unwrap());
}

pub(crate) async fn a_first_sync_in_small_pieces_arrives_whole(mut world: World) {
    let phone = two_buildings_at_work(&mut world).await;
    let mut replica = Replica::default();
    let answers = replica.sync(&world, &phone, true, Some(1)).await;
    assert!(answers > 2, "{answers} answers");
    assert_eq!(replica.checksum(), replica.told.unwrap());
    // And what came meanwhile, in small pieces too.
    let mut other = world.phone(HEAD_OF_THREE).await;
    for number in 500..520 {
        other.record(visits(THREE), visit(number));
    }
    world.push(&mut other).await;
    replica.sync(&world, &phone, true, Some(1)).await;
    assert_eq!(
        replica.documents[&visits(THREE)]
            .visits()
            .unwrap()
            .visits
            .len(),
        40
    );
    assert_eq!(replica.checksum(), replica.told.unwrap());
}

pub(crate) async fn own_changes_do_not_come_back(mut world: World) {
    let mut phone = two_buildings_at_work(&mut world).await;
    let mut replica = Replica::default();
    replica.sync(&world, &phone, true, None).await;
    let mut other = world.phone(HEAD_OF_THREE).await;
    let theirs = other.record(visits(THREE), visit(800));
    world.push(&mut other).await;
    phone.record(visits(THREE), visit(801));
    let chains = phone.chains();
    let envelope = RequestItem::Envelope(phone.envelope(chains).0);
    let request = [hello(None), envelope, replica.together(ESTATE)];
    let answered = items(&ask(&world, &phone, &request, true).await);
    let ResponseItem::Verdicts { verdicts, .. } = &answered[1] else {
        panic!("verdicts first")
    };
    assert!(matches!(verdicts[..], [Verdict::Accepted { .. }]));
    let changes: Vec<_> = answered
        .iter()
        .filter_map(|item| match item {
            ResponseItem::Change { bytes, .. } => Some(bytes.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(changes, [theirs.bytes]);
}

pub(crate) async fn another_set_of_feeds_is_asked_for_feed_by_feed(mut world: World) {
    let phone = two_buildings_at_work(&mut world).await;
    let mut replica = Replica::default();
    replica.sync(&world, &phone, true, None).await;
    let both = crate::estate::appoint(HEAD_OF_THREE, Role::BuildingHead, Some(FOUR));
    world.console(directory(), both).await;
    let request = [hello(None), replica.together(ESTATE)];
    let answered = items(&ask(&world, &phone, &request, true).await);
    assert!(matches!(
        answered[..],
        [
            ResponseItem::Hello(_),
            ResponseItem::Feeds { .. },
            ResponseItem::End { more: true }
        ]
    ));
    replica.sync(&world, &phone, true, None).await;
    assert!(replica.documents.contains_key(&visits(FOUR)));
    assert_eq!(replica.checksum(), replica.told.unwrap());
}

pub(crate) async fn an_estate_of_others_looks_like_none(mut world: World) {
    two_buildings_at_work(&mut world).await;
    let stranger = world.phone(NOBODY).await;
    let mut bodies = Vec::new();
    for estate in [ESTATE, EstateId::from_bytes([0x11; 16])] {
        let feed = FeedId {
            estate,
            building: Some(THREE),
            kind: Kind::Visits,
        };
        let cursors = vec![FeedCursor {
            feed,
            position: FeedPosition::At { seq: 0 },
        }];
        let cursor = RequestItem::Cursor {
            estate,
            position: Position::Each { cursors },
        };
        let want = RequestItem::Want {
            documents: vec![visits(THREE).id()],
        };
        let answered = items(&ask(&world, &stranger, &[hello(None), cursor, want], true).await);
        let feeds = ResponseItem::Feeds {
            estate,
            feeds: Vec::new(),
        };
        assert_eq!(answered[1..], [feeds, ResponseItem::End { more: false }]);
        bodies.push(answered.len());
    }
    assert_eq!(bodies[0], bodies[1]);
}

pub(crate) async fn a_position_ahead_of_the_log_starts_anew(mut world: World) {
    let phone = two_buildings_at_work(&mut world).await;
    let mut replica = Replica::default();
    replica.sync(&world, &phone, true, None).await;
    let ahead = FeedPosition::At { seq: u64::MAX };
    let digest = FeedsDigest::of(&replica.feeds);
    let together = Position::Together {
        seq: u64::MAX,
        feeds: digest,
    };
    let cursor = RequestItem::Cursor {
        estate: ESTATE,
        position: together,
    };
    let answered = items(&ask(&world, &phone, &[hello(None), cursor], true).await);
    assert!(matches!(
        answered[1..],
        [ResponseItem::Feeds { .. }, ResponseItem::End { more: true }]
    ));
    let lost = FeedPosition::InPacks {
        generation: 77,
        next: 3,
    };
    for position in [ahead, lost] {
        let cursors = vec![FeedCursor {
            feed: visits(THREE).feed(),
            position,
        }];
        let cursor = RequestItem::Cursor {
            estate: ESTATE,
            position: Position::Each { cursors },
        };
        let answered = items(&ask(&world, &phone, &[hello(None), cursor], true).await);
        let restarts = answered
            .iter()
            .filter(|item| matches!(item, ResponseItem::Restart { .. }))
            .count();
        let packs = answered
            .iter()
            .filter(|item| matches!(item, ResponseItem::PackStart { .. }))
            .count();
        assert_eq!((restarts, packs), (1, replica.feeds.len()));
    }
}

pub(crate) async fn any_bytes_are_a_problem_and_change_nothing(mut world: World) {
    let mut phone = two_buildings_at_work(&mut world).await;
    let before = world.store.estate_seq(ESTATE).await.unwrap();
    phone.record(visits(THREE), visit(700));
    let chains = phone.chains();
    let mut good = Vec::new();
    frame::write_item(&mut good, &hello(None));
    frame::write_item(&mut good, &RequestItem::Envelope(phone.envelope(chains).0));
    let mut twice = good.clone();
    frame::write_item(&mut twice, &hello(None));
    let mut old = Vec::new();
    let RequestItem::Hello(spoken) = hello(None) else {
        panic!("a hello")
    };
    frame::write_item(
        &mut old,
        &RequestItem::Hello(RequestHello {
            protocol: 99,
            ..spoken
        }),
    );
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    let cases = [
        (Vec::new(), ProblemCode::MalformedBody),
        (vec![0xff; 90], ProblemCode::MalformedBody),
        (good[..good.len() - 1].to_vec(), ProblemCode::MalformedBody),
        (vec![0x5b, 0xff, 0, 0, 0, 0, 0, 0, 0], ProblemCode::TooLarge),
        (twice, ProblemCode::MalformedBody),
        (old, ProblemCode::UpgradeNeeded),
        (forged, ProblemCode::BadEnvelope),
    ];
    for (frames, code) in cases {
        let device = world.store.device(phone.device()).await.unwrap().unwrap();
        let request = SyncRequest {
            device,
            server_key: server_key(),
            now: at(20),
            frames,
            zstd: true,
        };
        let answer = sync::answer(Arc::clone(&world.store), request).await;
        assert_eq!(answer.unwrap_err().code(), code);
    }
    assert_eq!(world.store.estate_seq(ESTATE).await.unwrap(), before);
    let mut device = world.store.device(phone.device()).await.unwrap().unwrap();
    device.suspended_at = Some(at(0));
    let request = SyncRequest {
        device,
        server_key: server_key(),
        now: at(20),
        frames: good,
        zstd: true,
    };
    let mut stream = sync::answer(Arc::clone(&world.store), request)
        .await
        .unwrap();
    let mut body = Vec::new();
    while let Some(piece) = stream.next().await {
        body.extend_from_slice(&piece.unwrap());
    }
    let answered = items(&body);
    let [
        ResponseItem::Hello(_),
        ResponseItem::Verdicts { .. },
        ResponseItem::Lock(order),
        end,
    ] = &answered[..]
    else {
        panic!("{answered:?}")
    };
    let server = server_key().verifying_key();
    assert!(order.verify(phone.device(), &server).is_some());
    assert!(matches!(end, ResponseItem::End { more: false }));
}

pub(crate) async fn a_damaged_document_is_sent_again_to_who_may_read_it(mut world: World) {
    let phone = two_buildings_at_work(&mut world).await;
    let documents = vec![visits(FOUR).id(), visits(THREE).id()];
    let request = [hello(None), RequestItem::Want { documents }];
    let device = world.store.device(phone.device()).await.unwrap().unwrap();
    let frames = request.iter().fold(Vec::new(), |mut frames, item| {
        frame::write_item(&mut frames, item);
        frames
    });
    let request = SyncRequest {
        device,
        server_key: server_key(),
        now: at(20),
        frames,
        zstd: false,
    };
    let mut stream = sync::answer(Arc::clone(&world.store), request)
        .await
        .unwrap();
    let mut body = Vec::new();
    while let Some(piece) = stream.next().await {
        body.extend_from_slice(&piece.unwrap());
    }
    let answered = items(&body);
    assert!(matches!(&answered[1], ResponseItem::Snapshot(it) if it.document == visits(THREE)));
    assert!(!matches!(answered[2], ResponseItem::Snapshot(_)));
}
