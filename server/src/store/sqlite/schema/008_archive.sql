-- What was taken off the phones and is kept here until its term is over.
CREATE TABLE archive (
    row         INTEGER PRIMARY KEY,
    estate      INTEGER NOT NULL REFERENCES estates,
    document    BLOB NOT NULL,          -- its id; what is written to it later is archived in a row of its own
    kind        INTEGER NOT NULL,       -- Kind::code
    building    BLOB NOT NULL,
    month       INTEGER NOT NULL,       -- Month::index of a visit log, 0 for a case
    epoch       INTEGER NOT NULL,       -- of `bytes`
    numbers     BLOB NOT NULL,          -- the log's number of each change, 8 bytes, in the order of actor and place
    entries     INTEGER NOT NULL,       -- visits in it; 1 for a case
    archived_at INTEGER NOT NULL,       -- seconds
    bytes       BLOB NOT NULL           -- Document::save
) STRICT;
CREATE INDEX archive_by_building ON archive (estate, building);
CREATE INDEX archive_by_document ON archive (document);
