import { numbered, source } from './source.mjs';

const postgres = '/usr/lib/postgresql/15/bin';

/** PostgreSQL refuses to run as root: the folder is given to nobody, and so is the run. */
const own = 'if [ "$(id -u)" = 0 ]; then chown -R nobody . ; fi';
const asNobody =
  'if [ "$(id -u)" = 0 ]; then exec setpriv --reuid nobody --regid nogroup --clear-groups -- sh run.sh "$@"; fi\n';
const initdb = `${postgres}/initdb -D data -A trust -U score --no-locale -E UTF8`;
const notAsOther = { otherUser: 'as root it changes its user, as another user it does not: another behaviour' };

export const serverPrograms = [
  {
    name: 'redis',
    timed: true,
    needs: ['redis-server', 'redis-cli'],
    files: { 'run.sh': source('redis.sh') },
    target: { command: ['sh', 'run.sh'], setup: ['sh', '-c', 'rm -rf appendonlydir *.rdb *.log *.sock'] },
    changes: [
      { what: 'lost syncs', edit: [{ file: 'run.sh', from: 'appendfsync always', to: 'appendfsync no' }] },
      { what: 'no log of changes', edit: [{ file: 'run.sh', from: 'appendonly yes', to: 'appendonly no' }] },
      {
        what: 'a snapshot is written',
        edit: [{ file: 'run.sh', from: '# changed here', to: 'redis-cli -s redis.sock save' }],
      },
      { what: 'one key more', edit: [{ file: 'run.sh', from: '1 2 3 4 5 6', to: '1 2 3 4 5 6 7' }] },
    ],
  },
  {
    name: 'nginx',
    timed: true,
    not: notAsOther,
    needs: ['nginx', 'curl'],
    files: {
      ...numbered(3, { prefix: 'html/p', suffix: '.txt' }),
      'nginx.conf': source('nginx.conf'),
      'run.sh': source('nginx.sh'),
    },
    target: { command: ['sh', 'run.sh'], setup: ['sh', '-c', 'rm -rf *.log *.sock *.pid tmp; mkdir tmp'] },
    changes: [
      {
        what: 'another config: answers are not logged',
        edit: [{ file: 'nginx.conf', from: 'access_log access.log', to: 'access_log off' }],
      },
      {
        what: 'another config: a second worker',
        edit: [{ file: 'nginx.conf', from: 'worker_processes 1', to: 'worker_processes 2' }],
      },
      {
        what: 'another config: files are read and not sent',
        edit: [{ file: 'nginx.conf', from: 'sendfile on', to: 'sendfile off' }],
      },
      {
        what: 'the order of log and answer: the log is written at the end',
        edit: [{ file: 'nginx.conf', from: 'access_log access.log', to: 'access_log access.log combined buffer=64k' }],
      },
    ],
  },
  {
    name: 'postgres-initdb',
    timed: true,
    not: notAsOther,
    needs: [`${postgres}/initdb`],
    files: { 'run.sh': `${asNobody}exec ${initdb} "$@" > initdb.log\n` },
    target: {
      command: ['sh', 'run.sh'],
      setup: ['sh', '-c', `rm -rf data initdb.log; ${own}`],
      timeout_ms: 60_000,
    },
    changes: [
      { what: 'lost syncs', target: { command: ['sh', 'run.sh', '--no-sync'] } },
      { what: 'another option: checksums', target: { command: ['sh', 'run.sh', '--data-checksums'] } },
      { what: 'another option: small logs', target: { command: ['sh', 'run.sh', '--wal-segsize=1'] } },
    ],
  },
  {
    name: 'postgres-psql',
    timed: true,
    not: notAsOther,
    needs: [`${postgres}/postgres`, 'psql'],
    files: {
      'run.sh': asNobody + source('postgres.sh'),
      'init.sh': `${asNobody.replace('run.sh', 'init.sh')}${initdb} -N --wal-segsize=1\n`,
    },
    prepare: [['sh', '-c', `${own}; sh init.sh && mv data template`]],
    target: {
      command: ['sh', 'run.sh'],
      setup: ['sh', '-c', `rm -rf data *.log .s.*; cp -a template data && chmod 700 data; ${own}`],
      timeout_ms: 60_000,
    },
    changes: [
      { what: 'lost syncs', edit: [{ file: 'run.sh', from: 'fsync=on', to: 'fsync=off' }] },
      {
        what: 'another way to sync the log',
        edit: [{ file: 'run.sh', from: 'wal_sync_method=fdatasync', to: 'wal_sync_method=open_datasync' }],
      },
      {
        what: 'one transaction more',
        edit: [{ file: 'run.sh', from: '-- changed here', to: 'INSERT INTO item SELECT 99;' }],
      },
      {
        what: 'the server archives its log with another program',
        edit: [{ file: 'run.sh', from: 'archive_mode=off', to: 'archive_mode=on -c archive_command=true' }],
      },
    ],
  },
  {
    name: 'sqlite-wal',
    needs: ['sqlite3'],
    files: { 'wal.sql': source('wal.sql') },
    target: { command: ['sqlite3', 'app.db', '.read wal.sql'], setup: ['sh', '-c', 'rm -f app.db*'] },
    changes: [
      { what: 'lost syncs', edit: [{ file: 'wal.sql', from: 'synchronous = FULL', to: 'synchronous = NORMAL' }] },
      { what: 'another journal', edit: [{ file: 'wal.sql', from: 'journal_mode = WAL', to: 'journal_mode = DELETE' }] },
      {
        what: 'no checkpoint before the last transaction',
        edit: [{ file: 'wal.sql', from: 'PRAGMA wal_checkpoint(TRUNCATE);\n', to: '' }],
      },
      {
        what: 'one transaction more',
        edit: [{ file: 'wal.sql', from: '-- changed here', to: "INSERT INTO item (name) VALUES ('more');" }],
      },
    ],
  },
];
