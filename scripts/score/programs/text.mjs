import { numbered, source } from './source.mjs';

const data = numbered(6);
const oneMore = { 'data/f06': 'one more\n' };
const numbers = Array.from({ length: 60_000 }, (_, i) => `${(i * 7919) % 60_013} line of text to be sorted`).join('\n');
const sorted = (...more) => ['sort', '-S', '512K', '--parallel=2', '-T', 'tmp', ...more, 'big.txt', '-o', 'out.txt'];

export const textPrograms = [
  {
    name: 'cp-rm',
    files: data,
    target: { command: ['sh', '-c', 'cp -r data copy && rm -rf copy'] },
    changes: [
      { what: 'the copy stays', target: { command: ['sh', '-c', 'cp -r data copy'] } },
      { what: 'one more file is copied', files: oneMore },
    ],
  },
  {
    name: 'awk',
    needs: ['awk'],
    files: { ...data, 'sum.awk': '{ n += length($0) }\nEND { print n > "sum.txt" }\n' },
    target: { command: ['awk', '-f', 'sum.awk', 'data/f02', 'data/f03'], setup: ['rm', '-f', 'sum.txt'] },
    changes: [
      {
        what: 'one more file is read',
        target: { command: ['awk', '-f', 'sum.awk', 'data/f02', 'data/f03', 'data/f04'] },
      },
      { what: 'a lost write', edit: [{ file: 'sum.awk', from: ' > "sum.txt"', to: '' }] },
    ],
  },
  {
    name: 'sed-i',
    files: data,
    target: { command: ['sed', '-i', 's/file/FILE/', 'data/f02'] },
    changes: [
      { what: 'a backup is kept', target: { command: ['sed', '-i.bak', 's/file/FILE/', 'data/f02'] } },
      { what: 'two files are changed', target: { command: ['sed', '-i', 's/file/FILE/', 'data/f02', 'data/f03'] } },
    ],
  },
  {
    name: 'gzip',
    needs: ['gzip'],
    files: { 'big.txt': numbers },
    target: { command: ['gzip', '-k', 'big.txt'], setup: ['rm', '-f', 'big.txt.gz'] },
    changes: [
      {
        what: 'the source is not kept',
        target: {
          command: ['gzip', 'big.txt'],
          setup: ['sh', '-c', 'test -f big.txt || gunzip big.txt.gz; rm -f big.txt.gz'],
        },
      },
      { what: 'less is written', files: { 'big.txt': numbers.slice(0, numbers.length / 2) } },
    ],
  },
  {
    name: 'xargs-P2',
    files: data,
    target: { command: ['sh', '-c', 'ls data | xargs -P2 -I{} wc -c data/{}'] },
    changes: [
      { what: 'one more file is read', files: oneMore },
      { what: 'another program runs', target: { command: ['sh', '-c', 'ls data | xargs -P2 -I{} cksum data/{}'] } },
    ],
  },
  {
    name: 'bash-jobs',
    files: { ...data, 'run.sh': 'wc -c data/f00 &\nwc -c data/f01 &\nwait\necho all\n' },
    target: { command: ['bash', 'run.sh'] },
    changes: [
      { what: 'a third job', edit: [{ file: 'run.sh', from: 'wait\n', to: 'wc -c data/f02 &\nwait\n' }] },
      { what: 'a job writes a file', edit: [{ file: 'run.sh', from: 'f01 &', to: 'f01 > size.txt &' }] },
    ],
  },
  {
    name: 'sort-temp-files',
    files: { 'big.txt': numbers, 'tmp/.keep': '' },
    target: { command: sorted(), setup: ['rm', '-f', 'out.txt'] },
    changes: [
      { what: 'another argument', target: { command: sorted('-u') } },
      { what: 'temporary files lie elsewhere', files: { 'tmp2/.keep': '' }, target: { command: sorted('-T', 'tmp2') } },
    ],
  },
  {
    name: 'dd',
    files: { 'in.bin': 'x'.repeat(65_536) },
    target: { command: ['dd', 'if=in.bin', 'of=out.bin', 'bs=4096'], setup: ['rm', '-f', 'out.bin'] },
    changes: [
      { what: 'the file is synced', target: { command: ['dd', 'if=in.bin', 'of=out.bin', 'bs=4096', 'conv=fsync'] } },
      { what: 'less is written', files: { 'in.bin': 'x'.repeat(32_768) } },
    ],
  },
  {
    name: 'perl',
    floor: 'exact',
    needs: ['perl'],
    files: { ...numbered(3), 'main.pl': source('count.pl') },
    target: { command: ['perl', 'main.pl'], setup: ['rm', '-f', 'counts.txt'] },
    changes: [
      { what: 'one more file is read', edit: [{ file: 'main.pl', from: "'data/f01'", to: "'data/f01', 'data/f02'" }] },
      { what: 'a lost write', edit: [{ file: 'main.pl', from: 'print {$out} "total $total\\n";', to: '' }] },
    ],
  },
];
