PATH=/usr/lib/postgresql/15/bin:$PATH
export PGHOST="$PWD" PGUSER=score PGDATABASE=postgres
options="-c fsync=on -c wal_sync_method=fdatasync -c archive_mode=off -c wal_level=replica -c listen_addresses="
pg_ctl -D data -s -w -l server.log -o "$options -c unix_socket_directories='$PWD'" start || exit
psql -X -q -v ON_ERROR_STOP=1 <<'SQL'
CREATE TABLE item (id int PRIMARY KEY);
INSERT INTO item SELECT generate_series(1, 20);
UPDATE item SET id = id + 100 WHERE id > 10;
-- changed here
SELECT count(*) FROM item;
SQL
code=$?
pg_ctl -D data -s -m fast stop
exit $code
