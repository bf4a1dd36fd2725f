-- Since when a case waits for a mediator, in seconds; NULL: nobody referred it, or it no longer waits.
ALTER TABLE cases ADD COLUMN waits_since INTEGER;
CREATE INDEX cases_waiting ON cases (waits_since) WHERE waits_since IS NOT NULL;

-- An older version read what is said of a referral as notes. Taken away once all cases are projected again.
INSERT INTO meta (key, value) VALUES ('project_cases', x'01');
