PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO item (name) VALUES ('first'), ('second'), ('third');
BEGIN;
UPDATE item SET name = name || '!' WHERE id > 1;
INSERT INTO item (name) SELECT name || id FROM item;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
-- changed here
DELETE FROM item WHERE id = 2;
