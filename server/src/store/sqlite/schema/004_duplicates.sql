-- Residents who may be written down twice, as the last look found them: ids and why, no names.
CREATE TABLE duplicates (
    estate          INTEGER NOT NULL REFERENCES estates,
    one             BLOB NOT NULL,      -- a resident
    one_household   BLOB NOT NULL,
    other           BLOB NOT NULL,
    other_household BLOB NOT NULL,
    score           INTEGER NOT NULL,   -- 0 to 100
    reasons         TEXT NOT NULL,      -- Reason::as_str, with blanks between
    PRIMARY KEY (estate, one, other)
) STRICT, WITHOUT ROWID;

-- When an estate was last looked through for them.
CREATE TABLE duplicates_sought (
    estate  INTEGER PRIMARY KEY REFERENCES estates,
    at      INTEGER NOT NULL            -- seconds
) STRICT;
