-- A device's replica. `docs/STORAGE.md` explains every table.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE estates (
    id   BLOB PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which feeds are held, and how far. `position` is NULL before the first pack.
CREATE TABLE feeds (
    estate     BLOB NOT NULL,
    building   BLOB NOT NULL, -- empty: the whole estate
    kind       INTEGER NOT NULL,
    seq        INTEGER,       -- everything up to here is held
    generation INTEGER,       -- packs of this generation are being fetched ...
    next_pack  INTEGER,       -- ... and this is the next one
    PRIMARY KEY (estate, building, kind)
) STRICT, WITHOUT ROWID;

-- The confirmed layer: what the server has given. Own pending commands stand in the outbox.
-- The content stands last: SQLite reads a row up to the column that it wants, and every sync looks at the
-- small ones of all documents.
CREATE TABLE documents (
    id        BLOB PRIMARY KEY,
    name      BLOB NOT NULL, -- the encoded DocumentKey
    estate    BLOB NOT NULL,
    building  BLOB NOT NULL, -- empty: the whole estate
    kind      INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    checksum  BLOB,          -- NULL: nothing but genesis
    fork      INTEGER NOT NULL DEFAULT 0, -- fork number of the own actor
    damaged   INTEGER NOT NULL DEFAULT 0, -- a snapshot is to be asked for
    stale     INTEGER NOT NULL DEFAULT 0, -- its feed is being fetched anew; if that does not bring it, it is gone
    numbers   BLOB NOT NULL, -- the server's seqs of the changes, where the kind folds events
    confirmed BLOB           -- NULL: nothing but genesis
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_feed ON documents (estate, building, kind, checksum);
CREATE INDEX documents_damaged ON documents (id) WHERE damaged;

CREATE TABLE outbox (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    document BLOB NOT NULL,
    name     BLOB NOT NULL,
    epoch    INTEGER NOT NULL,
    actor    BLOB NOT NULL,
    base     BLOB NOT NULL, -- heads before the command, 32 bytes each
    hash     BLOB NOT NULL,
    change   BLOB NOT NULL,
    command  BLOB NOT NULL,
    at       INTEGER NOT NULL, -- device time, seconds
    verdict  TEXT              -- why it waits: upgrade_needed, deferred, wrong_epoch
) STRICT;
CREATE INDEX outbox_by_document ON outbox (document, number);

-- Own accepted commands, kept for 90 days so that a server restored from an old backup gets them again.
CREATE TABLE accepted (
    number   INTEGER PRIMARY KEY,
    document BLOB NOT NULL,
    name     BLOB NOT NULL,
    epoch    INTEGER NOT NULL,
    actor    BLOB NOT NULL,
    base     BLOB NOT NULL,
    hash     BLOB NOT NULL,
    change   BLOB NOT NULL,
    command  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    settled_at INTEGER NOT NULL
) STRICT;
CREATE INDEX accepted_by_time ON accepted (settled_at);

CREATE TABLE drafts (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    name     BLOB NOT NULL,
    command  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    code     TEXT NOT NULL,
    path     TEXT NOT NULL,
    refused_at INTEGER NOT NULL
) STRICT;

-- Projections: functions of the documents, made anew by `rebuild`.

CREATE TABLE buildings (
    id     BLOB PRIMARY KEY,
    estate BLOB NOT NULL,
    name   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dwellings (
    building BLOB NOT NULL,
    unit     TEXT NOT NULL,
    room     TEXT NOT NULL,
    PRIMARY KEY (building, unit, room)
) STRICT, WITHOUT ROWID;

CREATE TABLE appointments (
    id       BLOB PRIMARY KEY,
    estate   BLOB NOT NULL,
    person   BLOB NOT NULL,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    building BLOB,
    since    TEXT NOT NULL,
    until    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX appointments_by_person ON appointments (person);

CREATE TABLE households (
    id           BLOB PRIMARY KEY,
    estate       BLOB NOT NULL,
    building     BLOB NOT NULL,
    unit         TEXT NOT NULL,
    room         TEXT NOT NULL,
    view         TEXT NOT NULL, -- HouseholdView without its residents, JSON
    do_not_visit INTEGER NOT NULL,
    merged_into  BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX households_by_building ON households (building, unit, room);

CREATE TABLE residents (
    household   BLOB NOT NULL,
    id          BLOB NOT NULL,
    name        TEXT NOT NULL,
    phone       TEXT,
    relation    TEXT,
    birth_year  INTEGER,
    gender      TEXT,
    notes       TEXT,
    moved_in    TEXT,
    moved_out   TEXT,
    merged_into BLOB,
    PRIMARY KEY (household, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
    id        BLOB PRIMARY KEY,
    document  BLOB NOT NULL,
    household BLOB NOT NULL,
    building  BLOB NOT NULL,
    at        INTEGER NOT NULL,
    made_by   BLOB NOT NULL,
    outcome   TEXT NOT NULL,
    purpose   TEXT,
    note      TEXT,
    next_on   TEXT,
    card      TEXT,
    withdrawn TEXT,
    met       TEXT, -- JSON array of resident ids
    requests  TEXT  -- JSON array of VisitRequest
) STRICT, WITHOUT ROWID;
CREATE INDEX visits_by_household ON visits (household, at DESC);
CREATE INDEX visits_by_document ON visits (document);

CREATE TABLE cases (
    id        BLOB PRIMARY KEY,
    building  BLOB NOT NULL,
    household BLOB,
    status    TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    view      TEXT NOT NULL -- CaseView, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_building ON cases (building, status, opened_at DESC);
CREATE INDEX cases_by_household ON cases (household);

CREATE TABLE conflicts (
    document BLOB NOT NULL,
    path     TEXT NOT NULL,
    found    TEXT NOT NULL, -- array of ConflictValue, JSON
    PRIMARY KEY (document, path)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (tokens, detail = none, tokenize = 'ascii');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
-- What a row of `search` stands for: a household, or one of its residents.
CREATE TABLE search_rows (
    number    INTEGER PRIMARY KEY,
    household BLOB NOT NULL,
    resident  BLOB
) STRICT;
CREATE INDEX search_rows_by_household ON search_rows (household);
