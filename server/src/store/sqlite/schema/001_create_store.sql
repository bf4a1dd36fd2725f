-- The store itself: one row.
CREATE TABLE meta (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    server_epoch    BLOB NOT NULL,      -- 8 bytes; another one after a restore
    console_nonce   BLOB NOT NULL       -- 16 bytes, from which the console's actor follows
) STRICT;

-- Estates, each a partition with a log and numbers of its own.
CREATE TABLE estates (
    row     INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE,
    name    TEXT NOT NULL,              -- as the directory says, or as it was created
    seq     INTEGER NOT NULL            -- the newest number given out, 0 before the first
) STRICT;

-- Feeds that have documents.
CREATE TABLE feeds (
    row         INTEGER PRIMARY KEY,
    estate      INTEGER NOT NULL REFERENCES estates,
    kind        INTEGER NOT NULL,       -- Kind::code
    building    BLOB NOT NULL,          -- empty: the whole estate
    seq         INTEGER NOT NULL,       -- of its newest entry
    entries     INTEGER NOT NULL,       -- how many it has
    checksum    BLOB NOT NULL,          -- over its documents at seq
    UNIQUE (estate, kind, building)
) STRICT;

-- Documents: what they are and where they stand. Their content: snapshots and log.
CREATE TABLE documents (
    row     INTEGER PRIMARY KEY,        -- in the order of their first change
    id      BLOB NOT NULL UNIQUE,
    feed    INTEGER NOT NULL REFERENCES feeds,
    month   INTEGER NOT NULL,           -- Month::index of a visit log, 0 for other kinds
    epoch   INTEGER NOT NULL,
    heads   BLOB NOT NULL,              -- 32 bytes each, sorted
    changes INTEGER NOT NULL            -- in this epoch, without the genesis
) STRICT;
CREATE INDEX documents_by_feed ON documents (feed, month, row);

-- A document as it was at some seq. It may lag: the log has the rest. None: it begins at its genesis.
CREATE TABLE snapshots (
    document    INTEGER PRIMARY KEY REFERENCES documents,
    seq         INTEGER NOT NULL,       -- changes of the document up to here are in it
    changes     INTEGER NOT NULL,       -- how many those are
    bytes       BLOB NOT NULL           -- Document::save
) STRICT;

-- The log: every accepted command, with the change that it made.
CREATE TABLE log (
    estate          INTEGER NOT NULL REFERENCES estates,
    seq             INTEGER NOT NULL,
    feed            INTEGER NOT NULL REFERENCES feeds,
    document        INTEGER NOT NULL REFERENCES documents,
    epoch           INTEGER NOT NULL,
    hash            BLOB NOT NULL,
    actor           BLOB NOT NULL,
    actor_seq       INTEGER NOT NULL,
    author          BLOB NOT NULL,      -- a person, or the operator
    device          BLOB,               -- NULL: the console
    device_time     INTEGER NOT NULL,   -- seconds; when it was given, as the device says
    clock_offset    INTEGER,            -- seconds; server minus device, as the device says
    received_at     INTEGER NOT NULL,   -- seconds
    policy          INTEGER NOT NULL,   -- rights::POLICY_VERSION it was judged by
    command         BLOB NOT NULL,      -- Command::to_bytes, as it came
    change          BLOB NOT NULL,      -- Change::bytes
    PRIMARY KEY (estate, seq),
    UNIQUE (document, hash),
    UNIQUE (document, actor, actor_seq)
) STRICT;
-- A feed's tail is found in here alone: rows of other feeds are not touched.
CREATE INDEX log_by_feed ON log (estate, seq, feed);
CREATE INDEX log_by_document ON log (document, seq);

-- Who may work as an actor: the device that did so first.
CREATE TABLE actors (
    actor   BLOB PRIMARY KEY,
    device  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Refused commands: sent again, they are refused again, whatever rights have changed meanwhile.
CREATE TABLE refusals (
    document    BLOB NOT NULL,          -- its id: it need not exist
    actor       BLOB NOT NULL,
    place       BLOB NOT NULL,          -- SHA-256 of epoch, base and commands up to the refused one
    code        TEXT NOT NULL,          -- RefusalCode::as_str
    path        TEXT NOT NULL,
    author      BLOB NOT NULL,
    device      BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    policy      INTEGER NOT NULL,
    PRIMARY KEY (document, actor, place)
) STRICT, WITHOUT ROWID;

-- Envelopes that were judged, chained by hash. Two with one number: the device was cloned or restored.
CREATE TABLE envelopes (
    device      BLOB NOT NULL,
    hash        BLOB NOT NULL,
    counter     INTEGER NOT NULL,
    previous    BLOB NOT NULL,
    signature   BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    gap         INTEGER NOT NULL,       -- 1: the one before, as it names it, had not come
    PRIMARY KEY (device, hash)
) STRICT, WITHOUT ROWID;

-- Packs, made once and sent often.
CREATE TABLE pack_sets (
    row         INTEGER PRIMARY KEY,
    feed        INTEGER NOT NULL REFERENCES feeds,
    generation  INTEGER NOT NULL,
    seq         INTEGER NOT NULL,       -- the log position that they show
    entries     INTEGER NOT NULL,       -- how many the feed had then
    count       INTEGER NOT NULL,
    UNIQUE (feed, generation)
) STRICT;
CREATE TABLE packs (
    pack_set    INTEGER NOT NULL REFERENCES pack_sets ON DELETE CASCADE,
    number      INTEGER NOT NULL,       -- from 0
    plain_bytes INTEGER NOT NULL,
    frame       BLOB NOT NULL,          -- zstd frames
    PRIMARY KEY (pack_set, number)
) STRICT;

-- Projections of the directories.
CREATE TABLE buildings (
    estate  INTEGER NOT NULL REFERENCES estates,
    place   INTEGER NOT NULL,           -- in order, from 0
    id      BLOB NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (estate, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE appointments (
    estate      INTEGER NOT NULL REFERENCES estates,
    id          BLOB NOT NULL,
    person      BLOB NOT NULL,
    name        TEXT NOT NULL,
    role        TEXT NOT NULL,          -- Role::as_str
    building    BLOB,                   -- NULL: the whole estate
    begins      TEXT NOT NULL,          -- 2026-11-24
    ends        TEXT,                   -- the last day; NULL: open
    PRIMARY KEY (estate, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointments_by_person ON appointments (person);

-- Identity.
CREATE TABLE devices (
    row             INTEGER PRIMARY KEY,
    id              BLOB NOT NULL UNIQUE,
    person          BLOB NOT NULL,
    name            TEXT NOT NULL,
    public_key      BLOB NOT NULL,
    enrolled_at     INTEGER NOT NULL,
    suspended_at    INTEGER,
    last_seen_at    INTEGER
) STRICT;
CREATE TABLE invitations (
    code_hash   BLOB PRIMARY KEY,       -- SHA-256
    person      BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    device      BLOB,                   -- the one that redeemed it
    redeemed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE token_keys (
    row         INTEGER PRIMARY KEY,    -- the newest signs
    kid         TEXT NOT NULL UNIQUE,
    seed        BLOB NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
