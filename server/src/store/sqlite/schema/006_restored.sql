-- When the file came back from a backup: for a while after that, what it lacks may still be on its way. NULL: never.
ALTER TABLE meta ADD COLUMN restored_at INTEGER; -- seconds
