-- What opens a replica whose PIN was forgotten or tried too often, as its device deposited it.
CREATE TABLE deposits (
    vault           BLOB PRIMARY KEY,   -- 16 bytes: the id in the vault's file
    device          BLOB NOT NULL,
    secret          BLOB NOT NULL,      -- 33 bytes: RecoverySecret::deposit
    deposited_at    INTEGER NOT NULL    -- seconds
) STRICT, WITHOUT ROWID;
CREATE INDEX deposits_by_device ON deposits (device);

-- One-time codes, each of which releases one deposit of a person's devices.
CREATE TABLE releases (
    code_hash   BLOB PRIMARY KEY,       -- SHA-256
    person      BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    released_at INTEGER                 -- NULL: not used yet
) STRICT, WITHOUT ROWID;
