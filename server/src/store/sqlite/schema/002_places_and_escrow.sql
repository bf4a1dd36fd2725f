-- Projections of the directories: where each place stands in the tree. None: an estate by itself.
CREATE TABLE places (
    estate  INTEGER PRIMARY KEY REFERENCES estates,
    level   TEXT NOT NULL,              -- Level::as_str
    parent  BLOB                        -- id of the place above
) STRICT;
CREATE INDEX places_by_parent ON places (parent);

ALTER TABLE appointments ADD COLUMN acting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appointments ADD COLUMN covers BLOB;    -- the appointment whose place is taken
ALTER TABLE appointments ADD COLUMN succeeds BLOB;  -- the appointment that was handed over
ALTER TABLE appointments ADD COLUMN accepted TEXT;  -- the day on which the successor accepted

-- Work whose author may no longer do it: kept until a secretary decides. A row is one chain.
CREATE TABLE escrow (
    id          BLOB PRIMARY KEY,       -- 16 bytes of a SHA-256 over the chain
    estate      INTEGER NOT NULL REFERENCES estates,
    person      BLOB NOT NULL,          -- its author
    device      BLOB NOT NULL,
    chain       BLOB NOT NULL,          -- as it came: Chain in CBOR
    commands    INTEGER NOT NULL,
    clock_offset INTEGER,
    received_at INTEGER NOT NULL,
    suspended   INTEGER NOT NULL,       -- 1: the device was suspended; 0: the appointment had ended
    decided_by  BLOB,                   -- NULL: it waits
    decided_at  INTEGER,
    verdicts    BLOB                    -- what was decided, one a command: Verdict in CBOR
) STRICT, WITHOUT ROWID;
CREATE INDEX escrow_waiting ON escrow (estate) WHERE decided_at IS NULL;
CREATE INDEX escrow_by_person ON escrow (person) WHERE decided_at IS NULL;

ALTER TABLE log ADD COLUMN adopted_by BLOB;         -- the secretary who adopted it from the escrow
ALTER TABLE log ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0; -- 1, 2 (the last): what an epoch began with; 3: given back by a device. No commands

-- The server's own key: what it signs, devices can tell from what others say. One row.
CREATE TABLE server_key (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    seed    BLOB NOT NULL               -- 32 bytes; Ed25519
) STRICT;

ALTER TABLE devices ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0; -- own commands that it held back when it last sent some

-- People none of whose devices may work, and for whom none can be enrolled, until they are let in again.
CREATE TABLE suspended_people (
    person  BLOB PRIMARY KEY,
    since   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
