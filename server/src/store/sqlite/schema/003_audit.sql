-- Who wrote, read, exported or erased, and when: ids and counts, no personal data. Rows are added, never changed.
CREATE TABLE audit (
    number      INTEGER PRIMARY KEY,    -- 1, 2, 3, ... without gaps
    at          INTEGER NOT NULL,       -- seconds, by the server's clock
    event       TEXT NOT NULL,          -- AuditEvent::as_str
    person      BLOB,                   -- who did it; NULL: the operator at the console
    device      BLOB,                   -- on which device; NULL: the console
    estate      BLOB,                   -- its id; NULL: the whole store
    first_seq   INTEGER,                -- the rows of the estate's log that it covers; NULL: none
    last_seq    INTEGER,
    digest      BLOB,                   -- SHA-256 over those rows
    count       INTEGER NOT NULL,       -- commands, rows read, people shown
    subject     BLOB,                   -- whom or what it was done to: a person, a device, a document
    ground      TEXT,                   -- why, as a stable word, where that must be known
    previous    BLOB NOT NULL,          -- the hash of the row before; of the first one, zeros
    hash        BLOB NOT NULL           -- SHA-256 over all that stands before it
) STRICT;
CREATE INDEX audit_by_estate ON audit (estate, number);

-- Its last row once more, so that one removed at the end is missed: one row.
CREATE TABLE audit_head (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    number  INTEGER NOT NULL,           -- 0: none yet
    hash    BLOB NOT NULL
) STRICT;

-- SHA-256 of a command that was erased, and then `command` is empty; NULL for all others.
ALTER TABLE log ADD COLUMN command_digest BLOB;
