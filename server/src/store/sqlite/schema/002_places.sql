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
