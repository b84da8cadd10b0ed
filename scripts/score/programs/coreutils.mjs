import { numbered } from './source.mjs';

const data = numbered(5);
const oneMore = { 'data/f05': 'one more\n' };

export const coreutilsPrograms = [
  {
    name: 'ls',
    floor: 'exact',
    files: data,
    target: { command: ['ls', '-la', 'data'] },
    changes: [
      { what: 'another argument', target: { command: ['ls', '-l', 'data'] } },
      { what: 'one more file is looked at', files: oneMore },
    ],
  },
  {
    name: 'cat',
    floor: 'exact',
    files: data,
    target: { command: ['cat', 'data/f00', 'data/f01'] },
    changes: [
      { what: 'one more file is read', target: { command: ['cat', 'data/f00', 'data/f01', 'data/f02'] } },
      { what: 'the second file is gone', remove: ['data/f01'], target: { exit_code: 1 } },
    ],
  },
  {
    name: 'tar',
    needs: ['tar', 'gzip'],
    files: data,
    target: { command: ['tar', 'cf', 'out.tar', 'data'], setup: ['rm', '-f', 'out.tar'] },
    changes: [
      { what: 'one more file is packed', files: oneMore },
      { what: 'another program runs', target: { command: ['tar', 'czf', 'out.tar', 'data'] } },
    ],
  },
  {
    name: 'timeout-cat',
    files: data,
    target: { command: ['timeout', '5', 'cat', 'data/f03'] },
    changes: [
      { what: 'another file is read', target: { command: ['timeout', '5', 'cat', 'data/f04'] } },
      { what: 'another program runs', target: { command: ['timeout', '5', 'tac', 'data/f03'] } },
    ],
  },
  {
    name: 'timeout-sleep',
    target: { command: ['timeout', '0.2', 'sleep', '9'], exit_code: 124 },
    changes: [
      { what: 'another signal', target: { command: ['timeout', '-s', 'INT', '0.2', 'sleep', '9'] } },
      { what: 'another exit code', target: { command: ['timeout', '60', 'sleep', '0.2'] } },
    ],
  },
  {
    name: 'ssh-keygen',
    needs: ['ssh-keygen'],
    // Without -C the comment holds the user and host, and with them the length of what is written: a difference that is really there.
    target: {
      command: ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'score', '-f', 'out/key'],
      setup: ['sh', '-c', 'rm -rf out && mkdir out'],
    },
    changes: [
      {
        what: 'another kind of key',
        target: { command: ['ssh-keygen', '-q', '-t', 'ecdsa', '-N', '', '-C', 'score', '-f', 'out/key'] },
      },
      {
        what: 'another file is written',
        target: { command: ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'score', '-f', 'out/id'] },
      },
    ],
  },
  {
    name: 'mktemp',
    files: { 'run.sh': 'file=$(mktemp)\necho text > "$file"\ncat "$file"\nrm "$file"\n' },
    target: { command: ['sh', 'run.sh'] },
    changes: [
      {
        what: 'the file is opened to all',
        edit: [{ file: 'run.sh', from: 'cat ', to: 'chmod 644 "$file"\ncat ' }],
      },
      { what: 'one more temporary folder', edit: [{ file: 'run.sh', from: 'rm ', to: 'rmdir "$(mktemp -d)"\nrm ' }] },
    ],
  },
];
