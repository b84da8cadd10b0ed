import { numbered } from './source.mjs';

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
];
