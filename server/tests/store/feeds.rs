//! What a feed shows: of the log, of packs, to whom.

use std::collections::BTreeMap;

use linli_documents::Document;
use linli_domain::command::NoteCase;
use linli_domain::text::Text;
use linli_domain::{DocumentKey, EventId, FeedId, Kind, Seq};
use linli_server::store::{ConsoleCommand, PackSet, StoreError, Tail};
use linli_sync::OpenPack;
use linli_wire::{
    Checksum, FeedPosition, FrameReader, ResponseItem, Snapshot, compression, limits,
};

use crate::estate::{
    ESTATE, FOUR, HEAD_OF_FOUR, HEAD_OF_THREE, THREE, World, at, case, directory, open_case, visit,
    visits,
};

const ENOUGH: usize = 1_000_000;

fn feed_of(key: DocumentKey) -> FeedId {
    key.feed()
}

async fn tail(world: &World, feeds: &[FeedId], after: Seq, limit: usize) -> Tail {
    let feeds = feeds
        .iter()
        .map(|feed| (*feed, FeedPosition::At { seq: after }))
        .collect();
    world.store.tail(ESTATE, feeds, limit).await.unwrap()
}

/// The snapshots of a feed's packs.
async fn snapshots(world: &World, feed: FeedId, packs: PackSet) -> Vec<Snapshot> {
    let mut snapshots = Vec::new();
    for index in 0..packs.count {
        let pack = world
            .store
            .pack(feed, packs.generation, index)
            .await
            .unwrap()
            .unwrap();
        let plain = compression::decompress(&pack.frame, pack.plain_bytes).unwrap();
        assert_eq!(plain.len(), pack.plain_bytes);
        let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
        reader.push(&plain);
        let mut open = OpenPack::new(feed, packs.generation, index);
        while let Some(frame) = reader.next_frame().unwrap() {
            match minicbor::decode(frame).unwrap() {
                ResponseItem::PackStart { .. } | ResponseItem::PackEnd { .. } => {}
                item => open.take(item).unwrap(),
            }
        }
        snapshots.extend(open.snapshots().unwrap());
    }
    snapshots
}

async fn two_heads_record(world: &mut World) {
    let mut three = world.phone(HEAD_OF_THREE).await;
    let mut four = world.phone(HEAD_OF_FOUR).await;
    for number in 0..5 {
        three.record(visits(THREE), visit(number));
        four.record(visits(FOUR), visit(100 + number));
    }
    three.record(case(1), open_case());
    world.push(&mut three).await;
    world.push(&mut four).await;
}

pub(crate) async fn a_head_of_three_gets_nothing_of_four(mut world: World) {
    two_heads_record(&mut world).await;
    let feeds = [feed_of(visits(THREE)), feed_of(case(1))];
    let tail = tail(&world, &feeds, 0, ENOUGH).await;
    assert_eq!(tail.entries.len(), 6);
    assert!(
        tail.entries
            .iter()
            .all(|entry| entry.document.building() == Some(THREE))
    );
    assert!(
        tail.entries
            .windows(2)
            .all(|pair| pair[0].seq < pair[1].seq)
    );
    // The entries of others move the position all the same.
    assert!(tail.newest);
    assert_eq!(
        Some(tail.reached),
        world.store.estate_seq(ESTATE).await.unwrap()
    );
}

pub(crate) async fn a_tail_comes_in_pages(mut world: World) {
    two_heads_record(&mut world).await;
    let feeds = [
        feed_of(visits(THREE)),
        feed_of(visits(FOUR)),
        feed_of(directory()),
    ];
    let whole = tail(&world, &feeds, 0, ENOUGH).await;
    let mut entries = Vec::new();
    let mut after = 0;
    loop {
        let page = tail(&world, &feeds, after, 1).await;
        assert!(page.reached > after || page.newest);
        after = page.reached;
        entries.extend(page.entries);
        if page.newest {
            assert_eq!(page.checksums, whole.checksums);
            break;
        }
        assert!(page.checksums.is_empty());
    }
    assert_eq!(entries, whole.entries);
    let nothing = tail(&world, &feeds, after, ENOUGH).await;
    assert!(nothing.entries.is_empty() && nothing.newest);
    assert_eq!(nothing.checksums, whole.checksums);
}

pub(crate) async fn checksums_follow_from_the_documents(mut world: World) {
    two_heads_record(&mut world).await;
    let mut late = world.phone(HEAD_OF_FOUR).await;
    late.record(visits(FOUR), visit(900));
    world.push(&mut late).await;
    let empty = FeedId {
        estate: ESTATE,
        building: Some(FOUR),
        kind: Kind::Case,
    };
    let documents = [visits(THREE), visits(FOUR), case(1), directory()];
    let mut feeds: Vec<FeedId> = documents.iter().map(DocumentKey::feed).collect();
    feeds.push(empty);
    let tail = tail(&world, &feeds, 0, ENOUGH).await;
    for (key, checksum) in documents.iter().zip(&tail.checksums) {
        let document = world.document(*key).await;
        assert_eq!(
            *checksum,
            Checksum::of_document(key.id(), 0, &document.heads())
        );
    }
    assert_eq!(tail.checksums[4], Checksum::default());
}

pub(crate) async fn packs_and_tail_make_the_same_documents(mut world: World) {
    two_heads_record(&mut world).await;
    let feed = feed_of(visits(FOUR));
    let packs = world.store.packs(feed).await.unwrap();
    let mut documents: BTreeMap<DocumentKey, Document> = BTreeMap::new();
    for snapshot in snapshots(&world, feed, packs).await {
        let key = snapshot.document;
        documents.insert(
            key,
            Document::load(&key, snapshot.epoch, &snapshot.bytes).unwrap(),
        );
    }
    assert_eq!(documents.len(), 1);
    let mut four = world.phone(HEAD_OF_FOUR).await;
    four.documents = documents.clone();
    four.record(visits(FOUR), visit(500));
    world.push(&mut four).await;
    for entry in tail(&world, &[feed], packs.seq, ENOUGH).await.entries {
        let document = documents.get_mut(&entry.document).unwrap();
        document.apply([entry.change.as_slice()]).unwrap();
    }
    let kept = world.document(visits(FOUR)).await;
    assert_eq!(documents[&visits(FOUR)].heads(), kept.heads());
    assert_eq!(documents[&visits(FOUR)].visits(), kept.visits());
    // A feed without documents has no packs, and a position.
    let empty = FeedId {
        estate: ESTATE,
        building: Some(FOUR),
        kind: Kind::Case,
    };
    let seq = world.store.estate_seq(ESTATE).await.unwrap().unwrap();
    assert_eq!(
        world.store.packs(empty).await.unwrap(),
        PackSet {
            generation: 0,
            count: 0,
            seq
        }
    );
}

pub(crate) async fn packs_far_behind_are_made_anew(mut world: World) {
    two_heads_record(&mut world).await;
    let feed = feed_of(visits(THREE));
    let first = world.store.packs(feed).await.unwrap();
    assert_eq!(world.store.packs(feed).await.unwrap(), first);
    let record = |number| ConsoleCommand {
        document: visits(THREE),
        at: at(0),
        command: visit(number),
    };
    let many = (1_000..1_300).map(record).collect();
    let outcomes = world.store.console(many, at(0)).await.unwrap();
    assert!(outcomes.iter().all(Result::is_ok));
    // Still good enough for whoever comes now; the background job makes them anew.
    assert_eq!(world.store.packs(feed).await.unwrap(), first);
    assert!(world.store.refresh_packs().await.unwrap() > 0);
    assert_eq!(world.store.refresh_packs().await.unwrap(), 0);
    let second = world.store.packs(feed).await.unwrap();
    assert_ne!(second.generation, first.generation);
    // Who is in the middle of the first can go on with it.
    assert_eq!(
        world.store.packs_of(feed, first.generation).await.unwrap(),
        Some(first)
    );
    assert_eq!(world.store.packs_of(feed, 1).await.unwrap(), None);
    assert_eq!(
        world
            .store
            .pack(feed, first.generation, first.count)
            .await
            .unwrap(),
        None
    );
    let loaded = snapshots(&world, feed, second).await;
    let document = Document::load(&visits(THREE), 0, &loaded[0].bytes).unwrap();
    assert_eq!(
        document.heads(),
        world.document(visits(THREE)).await.heads()
    );
}

pub(crate) async fn a_case_tells_the_order_of_its_changes(mut world: World) {
    let mut first = world.phone(HEAD_OF_THREE).await;
    first.record(case(1), open_case());
    world.push(&mut first).await;
    let mut second = world.phone(HEAD_OF_THREE).await;
    second.documents = first.documents.clone();
    first.outbox.clear();
    let note = |event| NoteCase {
        event: EventId::from_bytes([event; 16]),
        at: at(0),
        label: None,
        text: Text::new("打过电话").unwrap(),
        by: None,
    };
    // Recorded apart; the second's arrives first.
    first.record(case(1), note(1).into());
    second.record(case(1), note(2).into());
    world.push(&mut second).await;
    world.push(&mut first).await;
    let snapshot = world.store.snapshot(case(1).id()).await.unwrap().unwrap();
    let document = world.document(case(1)).await;
    let ids = document.change_ids();
    assert_eq!(snapshot.order.len(), ids.len());
    let order: BTreeMap<_, _> = ids.into_iter().zip(snapshot.order.clone()).collect();
    assert!(order[&(second.actor, 1)] < order[&(first.actor, 2)]);
    let view = document
        .case(&|actor: &_, seq| order.get(&(*actor, seq)).copied())
        .unwrap();
    assert_eq!(view.events[0].id, EventId::from_bytes([2; 16]));
    let packs = world.store.packs(case(1).feed()).await.unwrap();
    assert_eq!(snapshots(&world, case(1).feed(), packs).await, [snapshot]);
    assert!(
        world
            .store
            .snapshot(directory().id())
            .await
            .unwrap()
            .unwrap()
            .order
            .is_empty()
    );
}

pub(crate) async fn a_closed_store_says_so(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    world.store.ready().await.unwrap();
    world.store.close().await;
    assert!(world.try_push(phone.seal()).await.is_err());
    assert!(matches!(world.store.ready().await, Err(StoreError::Closed)));
    assert!(matches!(
        world.store.estates().await,
        Err(StoreError::Closed)
    ));
    world.store.close().await;
}
