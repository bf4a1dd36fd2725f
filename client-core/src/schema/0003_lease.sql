-- After how many days without contact the device locks itself, as the directory says. NULL: the default.
ALTER TABLE estates ADD COLUMN lease_days INTEGER;

-- A directory that an older version received may say so already. Taken away once all are projected again.
INSERT INTO meta (key, value) VALUES ('project_directories', x'01');
