//! What a replica says at the start of a sync.

use linli_domain::{BuildingId, EstateId, FeedId, Kind};
use linli_domain::{ChangeHash, DeviceId, DocumentId};
use linli_sync::{PlannedChain, plan_chains};
use linli_wire::compression::{WORTHWHILE_BYTES, compress_at};
use linli_wire::frame::write_item;
use linli_wire::{
    Envelope, EnvelopePayload, FeedCursor, FeedPosition, FeedsDigest, MEDIA_TYPE, PROTOCOL,
    Position, RequestHello, RequestItem, limits,
};
use rusqlite::Connection;

use super::http::{HttpRequest, Method};
use crate::Result;
use crate::carry::waiting;
use crate::replica::{Meta, PendingRow, Replica};

/// Commands in one request. More go with the next: a slow network should get something done.
const COMMANDS_PER_REQUEST: usize = 1_000;

/// Of zstd. A day's work, 20 kB, takes 2 ms of a desktop's core and comes out a twentieth shorter than at the default.
const LEVEL: i32 = 19;
/// Plain bytes from which on the default has to do: a month's work should not hold up a cheap phone.
const LARGE_BYTES: usize = 128 * 1024;
const LARGE_LEVEL: i32 = 3;

/// A feed that is held, or about to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeldFeed {
    pub(super) feed: FeedId,
    /// `None`: nothing was fetched yet.
    pub(super) position: Option<FeedPosition>,
}

impl Replica {
    /// The request, and for each of its chains the outbox numbers that it carries.
    /// With the `first` of a session, and until one is answered, goes what waits for the secretary, to hear of a decision.
    pub(super) fn sync_request(
        &mut self,
        token: &str,
        first: bool,
    ) -> Result<(HttpRequest, Vec<Vec<i64>>)> {
        let mut plain = Vec::new();
        let (planned, held_back) = self.plan(first)?;
        let hello = self.hello(held_back)?;
        write_item(&mut plain, &RequestItem::Hello(hello));
        if !planned.is_empty() {
            let chains = planned.iter().map(|plan| plan.chain.clone()).collect();
            write_item(&mut plain, &RequestItem::Envelope(self.seal(chains)?));
        }
        for parcel in waiting(self.past_the_lease())? {
            write_item(&mut plain, &RequestItem::Carried(parcel));
        }
        for estate in estates(self.past_the_lease())? {
            let position = next_position(self, estate)?;
            write_item(&mut plain, &RequestItem::Cursor { estate, position });
        }
        if first && self.server_was_heard()? {
            for given in self.transact(|work| work.lacking_sealed())? {
                write_item(&mut plain, &RequestItem::GivenBack(given));
            }
        }
        let mut documents = damaged(self.past_the_lease())?;
        if first {
            documents.extend(left(self.past_the_lease())?);
            documents.truncate(limits::WANTED_DOCUMENTS);
        }
        if !documents.is_empty() {
            write_item(&mut plain, &RequestItem::Want { documents });
        }
        Ok((
            sync_request(token, plain),
            planned.into_iter().map(|plan| plan.numbers).collect(),
        ))
    }

    /// Whether it is known what the server lacks: every feed is held, or a whole sync since the server came back
    /// brought no more. It may not know yet that somebody was appointed.
    fn server_was_heard(&self) -> Result<bool> {
        Ok(Meta(self.past_the_lease()).get("heard")?.is_some() || self.feeds_are_whole()?)
    }

    fn feeds_are_whole(&self) -> Result<bool> {
        let mut statement = self
            .past_the_lease()
            .prepare_cached("SELECT count(*) FROM feeds WHERE seq IS NULL")?;
        let missing: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(missing == 0)
    }

    fn hello(&self, held_back: usize) -> Result<RequestHello> {
        let meta = Meta(self.past_the_lease());
        Ok(RequestHello {
            protocol: PROTOCOL,
            device_time: self.surroundings.now(),
            clock_offset: meta.number("clock_offset")?,
            server_epoch: meta.server_epoch()?,
            response_bytes: None,
            waiting: u32::try_from(held_back).ok().filter(|held| *held > 0),
        })
    }

    /// The chains to send, and how many commands of the outbox are not among them.
    fn plan(&self, first: bool) -> Result<(Vec<PlannedChain>, usize)> {
        let plan = |rows: Vec<PendingRow>| {
            let entries: Vec<_> = rows.into_iter().map(|row| row.entry).collect();
            plan_chains(&entries, COMMANDS_PER_REQUEST)
        };
        let mut planned = plan(PendingRow::first(
            self.past_the_lease(),
            COMMANDS_PER_REQUEST,
        )?);
        let unsent = planned.len();
        if first {
            // Planned apart from new work: a chain keeps the form in which the secretary sees it.
            let waiting = plan(PendingRow::escrowed(
                self.past_the_lease(),
                COMMANDS_PER_REQUEST,
            )?);
            let mut bytes: usize = planned.iter().map(bytes_of).sum();
            planned.extend(waiting.into_iter().take_while(|chain| {
                bytes += bytes_of(chain);
                bytes <= limits::ENVELOPE_BYTES / 2
            }));
            planned.truncate(limits::CHAINS_PER_ENVELOPE);
        }
        let sent = planned.iter().take(unsent);
        let sent: usize = sent.map(|plan| plan.numbers.len()).sum();
        let held_back = self.unsent_count()?.saturating_sub(sent);
        Ok((planned, held_back))
    }

    /// Signs chains with the device key; the number is used up before the envelope leaves.
    pub(crate) fn seal(&mut self, chains: Vec<linli_wire::Chain>) -> Result<Envelope> {
        let key = self.signing_key()?;
        let device = DeviceId::of_public_key(key.verifying_key().as_bytes());
        self.transact(|work| {
            let meta = Meta(work.tx);
            let counter = meta.number("envelope_counter")?.unwrap_or(0) + 1;
            let previous = meta.array("envelope_hash")?.unwrap_or([0; 32]);
            let payload = EnvelopePayload {
                device,
                counter: counter.unsigned_abs(),
                previous: ChangeHash(previous),
                chains,
            };
            let envelope = Envelope::seal(&payload, &key);
            meta.set_number("envelope_counter", counter)?;
            meta.set("envelope_hash", envelope.hash().as_bytes())?;
            Ok(envelope)
        })
    }
}

/// About what a chain adds to an envelope.
fn bytes_of(planned: &PlannedChain) -> usize {
    const PLACE: usize = 200;
    let entries = planned.chain.entries.iter();
    PLACE + planned.chain.base.len() * 34 + entries.map(|it| it.command.len() + 16).sum::<usize>()
}

fn sync_request(token: &str, plain: Vec<u8>) -> HttpRequest {
    let mut headers = vec![
        ("authorization", format!("Bearer {token}")),
        ("content-type", MEDIA_TYPE.to_owned()),
        ("accept-encoding", "zstd".to_owned()),
    ];
    let body = if plain.len() < WORTHWHILE_BYTES {
        plain
    } else {
        headers.push(("content-encoding", "zstd".to_owned()));
        let level = if plain.len() < LARGE_BYTES {
            LEVEL
        } else {
            LARGE_LEVEL
        };
        compress_at(&plain, level)
    };
    HttpRequest {
        method: Method::Post,
        path: "/v1/sync".into(),
        headers,
        body,
    }
}

pub(super) fn estates(connection: &Connection) -> Result<Vec<EstateId>> {
    let mut statement = connection.prepare_cached("SELECT id FROM estates ORDER BY id")?;
    let estates = statement
        .query_map([], |row| row.get(0).map(EstateId::from_bytes))?
        .collect::<Result<_, _>>()?;
    Ok(estates)
}

pub(super) fn held_feeds(connection: &Connection, estate: EstateId) -> Result<Vec<HeldFeed>> {
    let mut statement = connection.prepare_cached(
        "SELECT building, kind, seq, generation, next_pack FROM feeds WHERE estate = ?1 ORDER BY building, kind",
    )?;
    let feeds = statement
        .query_map([estate.as_bytes()], |row| {
            let building: Vec<u8> = row.get(0)?;
            let kind = Kind::from_code(row.get(1)?).unwrap_or(Kind::Directory);
            let position = match (row.get::<_, Option<i64>>(2)?, row.get::<_, Option<i64>>(3)?) {
                (Some(seq), _) => Some(FeedPosition::At {
                    seq: seq.unsigned_abs(),
                }),
                (None, Some(generation)) => Some(FeedPosition::InPacks {
                    generation: generation.unsigned_abs(),
                    next: row.get(4)?,
                }),
                (None, None) => None,
            };
            let building = BuildingId::from_slice(&building);
            Ok(HeldFeed {
                feed: FeedId {
                    estate,
                    building,
                    kind,
                },
                position,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(feeds)
}

/// Where the replica stands, as the next request says it. After checksums disagreed it goes feed by feed,
/// so that the answer tells which one differs.
pub(super) fn next_position(replica: &Replica, estate: EstateId) -> Result<Position> {
    let feeds = held_feeds(replica.past_the_lease(), estate)?;
    let one_by_one = Meta(replica.past_the_lease()).get("compare")?.is_some();
    Ok(if one_by_one {
        each(&feeds)
    } else {
        position(&feeds)
    })
}

/// One number for all when they agree, which is the usual case.
fn position(feeds: &[HeldFeed]) -> Position {
    let mut at = feeds.iter().map(|held| match held.position {
        Some(FeedPosition::At { seq }) => Some(seq),
        _ => None,
    });
    if let Some(Some(seq)) = at.next()
        && at.all(|other| other == Some(seq))
    {
        let ids: Vec<FeedId> = feeds.iter().map(|held| held.feed).collect();
        return Position::Together {
            seq,
            feeds: FeedsDigest::of(&ids),
        };
    }
    each(feeds)
}

fn each(feeds: &[HeldFeed]) -> Position {
    let cursors = feeds
        .iter()
        .filter_map(|held| {
            Some(FeedCursor {
                feed: held.feed,
                position: held.position?,
            })
        })
        .collect();
    Position::Each { cursors }
}

fn damaged(connection: &Connection) -> Result<Vec<DocumentId>> {
    documents(
        connection,
        "SELECT id FROM documents WHERE damaged ORDER BY id LIMIT ?1",
    )
}

/// Documents that are held no more, but of which own commands are kept for a server from a backup, the newest first: if
/// somebody was erased from one, the device is to hear of it.
fn left(connection: &Connection) -> Result<Vec<DocumentId>> {
    documents(
        connection,
        "SELECT document FROM accepted WHERE document NOT IN (SELECT id FROM documents)
         GROUP BY document ORDER BY max(number) DESC LIMIT ?1",
    )
}

/// As many as may be wanted at once.
fn documents(connection: &Connection, sql: &str) -> Result<Vec<DocumentId>> {
    let mut statement = connection.prepare_cached(sql)?;
    let documents = statement
        .query_map([limits::WANTED_DOCUMENTS as i64], |row| {
            row.get(0).map(DocumentId::from_bytes)
        })?
        .collect::<Result<_, _>>()?;
    Ok(documents)
}
