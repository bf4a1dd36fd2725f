-- Disputes under mediation: only the files of mediators, secretaries and community staff have rows here.
CREATE TABLE disputes (
    id        BLOB PRIMARY KEY,
    status    TEXT NOT NULL,    -- 'open', 'settled' or 'closed'
    opened_at INTEGER NOT NULL, -- seconds
    view      TEXT NOT NULL     -- DisputeView, JSON
) STRICT;
