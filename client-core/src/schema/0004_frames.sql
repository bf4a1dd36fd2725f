-- Others' changes as the server sealed them, kept for 90 days for a server that comes back from an old backup.
CREATE TABLE seals (
    number  INTEGER PRIMARY KEY,
    estate  BLOB NOT NULL,
    seal    BLOB NOT NULL,
    kept_at INTEGER NOT NULL,           -- seconds, by the server's time
    offered INTEGER NOT NULL DEFAULT 0  -- 1: the server was restored, and may lack some of its changes
) STRICT;
CREATE TABLE sealed_changes (
    seal     INTEGER NOT NULL REFERENCES seals ON DELETE CASCADE,
    place    INTEGER NOT NULL,
    digest   BLOB NOT NULL,
    document BLOB NOT NULL, -- its id
    change   BLOB,          -- SealedChange in CBOR; NULL: erased, or its feed was left
    PRIMARY KEY (seal, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX sealed_changes_by_document ON sealed_changes (document);
CREATE INDEX seals_offered ON seals (number) WHERE offered;
