-- Residents of whom nothing is kept any more: what comes late, from whoever had not heard, must not bring it back.
CREATE TABLE forgotten (
    document BLOB NOT NULL,             -- of their household
    resident BLOB NOT NULL,             -- an id that names nobody
    PRIMARY KEY (document, resident)
) STRICT, WITHOUT ROWID;

ALTER TABLE escrow ADD COLUMN blanked INTEGER NOT NULL DEFAULT 0; -- 1: something that told of them was taken out of the chain
CREATE INDEX escrow_blanked ON escrow (device) WHERE blanked = 1;
