import { numbered, source } from './source.mjs';

const python = '/usr/bin/python3';
const data = numbered(6);
const oneMore = { 'data/f06': 'one more\n' };
const numbers = Array.from({ length: 60_000 }, (_, i) => `${(i * 7919) % 60_013} line of text to be sorted`).join('\n');
const sorted = (...more) => ['sort', '-S', '512K', '--parallel=2', '-T', 'tmp', ...more, 'big.txt', '-o', 'out.txt'];
const go = [['go', 'build', '-o', 'prog', 'prog.go']];
const rust = [['rustc', '-O', '-o', 'prog', 'prog.rs']];
const java = [['javac', '-d', 'classes', 'Main.java']];

export const extraPrograms = [
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
    name: 'python-asyncio',
    needs: [python],
    files: { ...data, 'main.py': source('asyncio-programs.py') },
    target: { command: [python, 'main.py'] },
    changes: [
      { what: 'another program runs', edit: [{ file: 'main.py', from: "'wc', '-c'", to: "'cksum'" }] },
      {
        what: 'another endpoint',
        edit: [{ file: 'main.py', from: '# changed here', to: "socket.socket().connect_ex(('127.0.0.1', 9))" }],
      },
    ],
  },
  {
    name: 'python-urllib',
    needs: [python],
    files: { 'main.py': source('urllib-local.py') },
    target: { command: [python, 'main.py'] },
    changes: [
      {
        what: 'another endpoint',
        edit: [{ file: 'main.py', from: '# changed here', to: "socket.socket().connect_ex(('127.0.0.1', 9))" }],
      },
      {
        what: 'the answer is written to a file',
        edit: [{ file: 'main.py', from: '# changed here', to: "open('answer.txt', 'wb').write(b'x')" }],
      },
    ],
  },
  {
    name: 'node-child',
    needs: ['node'],
    files: { ...data, 'main.mjs': source('child.mjs') },
    target: { command: ['node', 'main.mjs'] },
    changes: [
      { what: 'another program runs', edit: [{ file: 'main.mjs', from: "'wc', ['-c'", to: "'head', ['-c1'" }] },
      {
        what: 'a file is removed',
        edit: [{ file: 'main.mjs', from: '// changed here', to: "fs.rmSync('data/f05', { force: true });" }],
      },
    ],
  },
  {
    name: 'go-goroutines',
    needs: ['go'],
    files: { ...data, 'prog.go': source('prog.go') },
    prepare: go,
    rebuild: go,
    target: { command: ['./prog'] },
    changes: [
      { what: 'one more file is read', edit: [{ file: 'prog.go', from: 'i < 4', to: 'i < 5' }] },
      {
        what: 'another endpoint',
        edit: [{ file: 'prog.go', from: '// changed here', to: 'net.Dial("tcp", "127.0.0.1:9")' }],
      },
    ],
  },
  {
    name: 'rust-threads',
    needs: ['rustc'],
    files: { ...data, 'prog.rs': source('prog.rs') },
    prepare: rust,
    rebuild: rust,
    target: { command: ['./prog'], setup: ['rm', '-f', 'out.txt'] },
    changes: [
      { what: 'a lost fsync', edit: [{ file: 'prog.rs', from: 'out.sync_all().unwrap();', to: '' }] },
      { what: 'one more file is read', edit: [{ file: 'prog.rs', from: '0..4', to: '0..5' }] },
    ],
  },
  {
    name: 'java',
    needs: ['java', 'javac'],
    files: { ...data, 'Main.java': source('Main.java') },
    prepare: java,
    rebuild: java,
    // The collector follows the number of CPUs, and with it what the runtime does: chosen, as a gate's owner would.
    target: { command: ['java', '-XX:+UseSerialGC', '-cp', 'classes', 'Main'], timeout_ms: 120_000 },
    changes: [
      {
        what: 'one more file is read',
        edit: [{ file: 'Main.java', from: '"data/f01"', to: '"data/f01", "data/f02"' }],
      },
      {
        what: 'a file is written',
        edit: [{ file: 'Main.java', from: '// changed here', to: 'Files.writeString(Path.of("out.txt"), "x");' }],
      },
    ],
  },
];
