-- Own commands that wait for the secretary's decision. The server keeps them as well.
CREATE TABLE escrow (
    number   INTEGER PRIMARY KEY, -- as in the outbox
    document BLOB NOT NULL,
    name     BLOB NOT NULL,
    epoch    INTEGER NOT NULL,
    actor    BLOB NOT NULL,
    base     BLOB NOT NULL,
    hash     BLOB NOT NULL,
    change   BLOB NOT NULL,
    command  BLOB NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

-- What the secretary says to a draft that was given back.
ALTER TABLE drafts ADD COLUMN note TEXT;
