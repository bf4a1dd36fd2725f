-- Projections of the directories: the departments of each place.
CREATE TABLE departments (
    estate  INTEGER NOT NULL REFERENCES estates,
    id      BLOB NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (estate, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE appointments ADD COLUMN department BLOB; -- of a handler; NULL: everybody else

-- Projection of the cases: those that a department has now, dispatched and neither recalled nor closed.
CREATE TABLE dispatched (
    document    INTEGER PRIMARY KEY REFERENCES documents,
    department  BLOB NOT NULL           -- of the estate, or of a place above
) STRICT;
CREATE INDEX dispatched_by_department ON dispatched (department);
