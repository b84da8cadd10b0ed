import { numbered, source } from './source.mjs';

const identity = {
  GIT_AUTHOR_NAME: 'Score',
  GIT_AUTHOR_EMAIL: 'score@example.org',
  GIT_COMMITTER_NAME: 'Score',
  GIT_COMMITTER_EMAIL: 'score@example.org',
};
const own = 'git -c user.name=Score -c user.email=score@example.org -c init.defaultBranch=main';

/** The files are older than the index, so that git need not compare their contents. */
const freshRepository = `set -e
rm -rf repo
cp -a template repo
${own} init -q repo
git -C repo add .
`;

/** Commits of a fixed time: what git writes is then the same everywhere. */
const dated = { ...identity, GIT_AUTHOR_DATE: '2024-05-05T05:05:05Z', GIT_COMMITTER_DATE: '2024-05-05T05:05:05Z' };
const gitTarget = (command, ...remove) => ({
  command,
  env: dated,
  setup: ['rm', '-rf', ...remove],
  timeout_ms: 60_000,
});
const inRepository = (...args) => ['git', '-C', 'repo', ...args];
const freshCopy = ['sh', '-c', 'rm -rf repo && cp -a template repo'];

export const gitPrograms = [
  {
    name: 'git-status',
    needs: ['git'],
    files: { ...numbered(6, { prefix: 'repo/f' }), 'repo/src/main.c': 'int main(void) { return 0; }\n' },
    prepare: [['sh', '-c', `${own} init -q repo && git -C repo add . && ${own} -C repo commit -q -m first`]],
    target: { command: ['git', '-C', 'repo', 'status', '--short'] },
    changes: [
      { what: 'another folder is read', files: { 'repo/src/gen/a.c': 'int a;\n' } },
      { what: 'one more file is read', files: { 'repo/.gitignore': '*.o\n' } },
    ],
  },
  {
    name: 'git-commit',
    needs: ['git'],
    files: { 'template/a.txt': 'a\n', 'template/src/b.txt': 'b\n', 'fresh.sh': freshRepository },
    target: {
      command: ['git', '-C', 'repo', 'commit', '-q', '-m', 'message'],
      env: identity,
      setup: ['sh', 'fresh.sh'],
    },
    changes: [
      {
        what: 'another program runs (a hook)',
        edit: [
          {
            file: 'fresh.sh',
            from: 'add .\n',
            to: 'add .\nprintf "#!/bin/sh\\nexit 0\\n" > repo/.git/hooks/pre-commit\nchmod +x repo/.git/hooks/pre-commit\n',
          },
        ],
      },
      { what: 'one more folder is committed', files: { 'template/doc/c.txt': 'c\n' } },
    ],
  },
  {
    name: 'git-clone-file',
    needs: ['git'],
    files: { 'history.sh': source('git-history.sh'), 'run.sh': source('git-clone.sh') },
    prepare: [['sh', 'history.sh']],
    prepareEnv: dated,
    target: gitTarget(['sh', 'run.sh'], 'copy'),
    changes: [
      { what: 'lost syncs', edit: [{ file: 'run.sh', from: 'core.fsync=all', to: 'core.fsync=none' }] },
      { what: 'another option: one commit', edit: [{ file: 'run.sh', from: 'clone -q', to: 'clone -q --depth 1' }] },
      { what: 'another protocol', edit: [{ file: 'run.sh', from: 'protocol.version=2', to: 'protocol.version=0' }] },
      { what: 'no fetch', edit: [{ file: 'run.sh', from: '$git -C copy fetch -q origin topic\n', to: '' }] },
    ],
  },
  {
    name: 'git-clone-http',
    timed: true,
    needs: ['git', '/usr/bin/python3'],
    files: {
      'history.sh': source('git-history.sh'),
      'run.sh': source('git-http.sh'),
      'server.py': source('git-server.py'),
    },
    prepare: [['sh', 'history.sh']],
    prepareEnv: dated,
    target: gitTarget(['sh', 'run.sh'], 'copy', 'port'),
    changes: [
      { what: 'lost syncs', edit: [{ file: 'run.sh', from: 'core.fsync=all', to: 'core.fsync=none' }] },
      { what: 'another option: one commit', edit: [{ file: 'run.sh', from: 'clone -q', to: 'clone -q --depth 1' }] },
      { what: 'another protocol', edit: [{ file: 'run.sh', from: 'protocol.version=2', to: 'protocol.version=0' }] },
    ],
  },
  {
    name: 'git-gc',
    timed: true,
    needs: ['git'],
    files: { 'history.sh': source('git-history.sh') },
    prepare: [['sh', '-c', 'sh history.sh && mv origin.git template && rm -rf work']],
    prepareEnv: dated,
    target: { ...gitTarget(inRepository('-c', 'pack.threads=2', 'gc', '-q')), setup: freshCopy },
    changes: [
      {
        what: 'lost syncs',
        target: { command: inRepository('-c', 'pack.threads=2', '-c', 'core.fsync=none', 'gc', '-q') },
      },
      {
        what: 'another option: no graph of commits',
        target: { command: inRepository('-c', 'pack.threads=2', '-c', 'gc.writeCommitGraph=false', 'gc', '-q') },
      },
      { what: 'another program packs', target: { command: inRepository('-c', 'pack.threads=2', 'repack', '-adq') } },
    ],
  },
  {
    name: 'git-rebase',
    timed: true,
    needs: ['git'],
    files: { 'history.sh': source('git-history.sh') },
    prepare: [['sh', '-c', 'sh history.sh && mv work template && rm -rf origin.git']],
    prepareEnv: dated,
    target: { ...gitTarget(inRepository('-c', 'core.fsync=all', 'rebase', '-q', 'main', 'topic')), setup: freshCopy },
    changes: [
      {
        what: 'lost syncs',
        target: { command: inRepository('-c', 'core.fsync=none', 'rebase', '-q', 'main', 'topic') },
      },
      {
        what: 'another way: mails are applied',
        target: { command: inRepository('-c', 'core.fsync=all', 'rebase', '-q', '--apply', 'main', 'topic') },
      },
      {
        what: 'another program runs after each commit',
        target: { command: inRepository('-c', 'core.fsync=all', 'rebase', '-q', '--exec', 'true', 'main', 'topic') },
      },
    ],
  },
];
