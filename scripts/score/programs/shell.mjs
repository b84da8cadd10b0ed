import { numbered } from './source.mjs';

const data = numbered(5);
const oneMore = { 'data/f05': 'one more\n' };

export const shellPrograms = [
  {
    name: 'find-xargs',
    files: { ...data, 'data/deep/er/f09': 'deep\n' },
    target: { command: ['sh', '-c', 'find data -type f | xargs wc'] },
    changes: [
      { what: 'one more file is read', files: oneMore },
      { what: 'another program runs', target: { command: ['sh', '-c', 'find data -type f | xargs cksum'] } },
    ],
  },
  {
    name: 'bash-pipeline',
    files: { 'run.sh': "printf '%s\\n' pear apple pear fig apple | sort | uniq -c | wc -l\n" },
    target: { command: ['bash', 'run.sh'] },
    changes: [
      {
        what: 'a file is written by one more program',
        edit: [{ file: 'run.sh', from: '| wc', to: '| tee out.txt | wc' }],
      },
      { what: 'another argument', edit: [{ file: 'run.sh', from: 'uniq -c', to: 'uniq -d' }] },
    ],
  },
  {
    name: 'bash-substitution',
    files: {
      ...data,
      'limit.conf': '3\n',
      'run.sh':
        'total=0\nfor file in data/*; do\n  size=$(wc -c < "$file")\n  total=$((total + size))\ndone\necho "$total"\n',
    },
    target: { command: ['bash', 'run.sh'] },
    changes: [
      {
        what: 'another program runs',
        edit: [{ file: 'run.sh', from: '$(wc -c < "$file")', to: '$(stat -c %s "$file")' }],
      },
      {
        what: 'one more file is read',
        edit: [{ file: 'run.sh', from: 'total=0\n', to: 'total=0\nread -r limit < limit.conf\n' }],
      },
    ],
  },
  {
    name: 'run-pid-log',
    files: { 'run.sh': 'log=run.$$.log\necho started > "$log"\necho working >> "$log"\necho done >> "$log"\n' },
    target: { command: ['sh', 'run.sh'], setup: ['sh', '-c', 'rm -f *.log'] },
    changes: [
      { what: 'a lost write', edit: [{ file: 'run.sh', from: 'echo working >> "$log"\n', to: '' }] },
      { what: 'the log has another name', edit: [{ file: 'run.sh', from: 'log=run.$$.log', to: 'log=job.$$.log' }] },
    ],
  },
];
