import fc from 'fast-check';
import t from 'tap';
import { parseRenacerJson, type RenacerDocument, type RenacerOptions } from '../../src/parse/renacer-json.js';
import type { SyscallEvent } from '../../src/model/trace.js';
import { call, documentOf } from './renacer-documents.js';

const read = (text: string, options?: RenacerOptions): RenacerDocument => {
  const document = parseRenacerJson(Buffer.from(text).toString('latin1'), options);
  if (!document) throw new Error('no document');
  return document;
};
const callsOf = (text: string, options?: RenacerOptions): SyscallEvent[] =>
  read(text, options).events.filter((event) => event.kind === 'syscall');

const plain = documentOf([
  call('brk', ['0x0', '0x7ffe1', '0x0'], 0x5581000),
  call('openat', ['0xffffff9c', '"/etc/hosts"', '0x80000'], 3, { duration_us: 7 }),
  call('openat', ['0xffffffffffffff9c', '"/nowhere"', '0x241'], -2),
]);

t.test('a document alone', (t) => {
  const document = read(plain);
  t.match(document, { version: '0.6.2', exitCode: 0, start: 0, end: plain.length - 1 });
  t.match(document.events, [
    {
      kind: 'syscall',
      name: 'brk',
      line: 5,
      args: [{ kind: 'null' }],
      result: { kind: 'value', value: 0x5581000, text: '0x5581000' },
    },
    {
      name: 'openat',
      args: [
        { kind: 'fd', fd: -100 },
        { kind: 'string', bytes: '/etc/hosts' },
        { kind: 'flags', names: ['O_RDONLY', 'O_CLOEXEC'] },
      ],
      result: { value: 3, object: { type: 'path', path: '/etc/hosts' } },
      durationNs: 7000,
    },
    {
      args: [{ fd: -100 }, {}, { names: ['O_WRONLY', 'O_CREAT', 'O_TRUNC'] }],
      result: { kind: 'errno', errno: 'ENOENT' },
    },
    { kind: 'exit', outcome: { kind: 'exited', code: 0 } },
  ]);
  t.equal(
    (document.events[0] as SyscallEvent).args.length,
    1,
    'registers that brk has no argument for are no arguments',
  );
  t.end();
});

t.test('among what the program printed', (t) => {
  const noise = [
    '{ a brace\n',
    'no newline',
    'half { of "a string',
    '{\n  "version": 1\n}\n',
    'Zähler: {}\n',
    documentOf([call('getpid', [], 1)], { exitCode: 9 }),
  ];
  for (const before of noise) {
    for (const after of ['', 'behind it {"x": 1}\n']) {
      const text = `${before}${plain}${after}`;
      const document = read(text);
      const bytes = Buffer.from(text).toString('latin1');
      t.equal(document.events.length, 4, JSON.stringify(before + after));
      t.equal(document.exitCode, 0);
      t.equal(bytes.slice(0, document.start), Buffer.from(before).toString('latin1'));
      t.equal(bytes.slice(document.end).trimStart(), after);
    }
  }
  t.end();
});

t.test('other layouts of the same', (t) => {
  const value = JSON.parse(plain) as { syscalls: object[]; summary: object };
  const { syscalls, summary } = value;
  for (const text of [
    JSON.stringify(value),
    JSON.stringify({ format: 'renacer-json-v1', summary, syscalls, version: '0.6.2' }, undefined, 1),
    JSON.stringify(value, undefined, 2).replaceAll('\n', '\r\n'),
  ]) {
    t.equal(callsOf(text).length, 3);
    t.equal(read(text).version, '0.6.2');
  }
  t.end();
});

t.test('no document', (t) => {
  for (const text of [
    '',
    'hello\n',
    '{}',
    '{"format": "trace-gate/trace"}',
    '{"version": "0.6.2", "format": "renacer-json-v2"}',
  ])
    t.equal(parseRenacerJson(text), undefined, text);
  t.end();
});

t.test('records that can’t be read stay, with their places', (t) => {
  const lines = plain.split('\n');
  const at = lines.findIndex((line) => line.includes('/etc/hosts'));
  const cases: readonly [string, string, string][] = [
    ['no result', plain.replace('"result": 3', '"outcome": 3'), 'a call without a result'],
    ['a result that is no number', plain.replace('"result": 3', '"result": "3"'), 'a call without a result'],
    ['no arguments', plain.replace('"0x80000"', '7'), 'a call without arguments'],
    ['no name', plain.replace('"name": "openat"', '"name": ""'), 'a call without a name'],
    ['another writer', lines.toSpliced(at, 0, 'the child says { hello').join('\n'), 'not JSON'],
    ['a comma too much', plain.replace('"result": 3', '"result": 3,,'), 'not JSON'],
  ];
  for (const [what, text, reason] of cases) {
    const { events } = read(text);
    const unparsed = events.filter(({ kind }) => kind === 'unparsed');
    t.match(unparsed, [{ line: 14, column: 5, reason, truncated: false }], what);
    t.equal(callsOf(text).length, 2, `${what}: the others are read`);
    t.notOk(
      events.some(({ kind }) => kind === 'lost'),
      'and it is counted',
    );
  }
  t.end();
});

t.test('a document that is cut anywhere never looks whole', (t) => {
  const whole = plain.trimEnd();
  for (let length = whole.indexOf('"syscalls"'); length < whole.length; length += 1) {
    const { events } = read(whole.slice(0, length));
    if (!events.some(({ kind }) => kind === 'unparsed')) t.fail(`cut at ${length}`);
  }
  t.match(read(whole.slice(0, 200)).events.at(-1), { kind: 'unparsed', truncated: true });
  t.end();
});

t.test('many records that don’t end take no longer than whole ones', (t) => {
  const many = documentOf(Array.from({ length: 20_000 }, () => call('getpid', ['0x0', '0x0', '0x0'], 1)));
  const start = performance.now();
  const { events } = read(many.replaceAll('"result": 1\n    }', '"result": 1\n    '));
  t.ok(events.filter(({ kind }) => kind === 'unparsed').length >= 20_000 - 1);
  t.notOk(events.some(({ kind }) => kind === 'syscall'));
  t.ok(performance.now() - start < 10_000, 'in seconds');
  t.end();
});

t.test('a summary that counts otherwise: events are lost', (t) => {
  t.match(read(plain.replace('"total_syscalls": 3', '"total_syscalls": 5')).events.at(-2), { kind: 'lost', count: 2 });
  t.end();
});

t.test('no bytes make it throw', (t) => {
  const property = fc.property(
    fc.nat(plain.length),
    fc.nat(30),
    fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('{', '}', '"', '[', ']', '\\', ',', '\n    {\n      "name": '),
    ),
    (at, gone, put) => {
      const text = plain.slice(0, at) + put + plain.slice(at + gone);
      for (const event of parseRenacerJson(text)?.events ?? []) {
        if (event.line < 1) throw new Error(`line ${event.line}`);
        if (event.kind === 'unparsed' && event.column < 1) throw new Error(`column ${event.column}`);
      }
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2000 }));
  t.end();
});

t.test('numbers over 2^53 keep their digits', (t) => {
  const [seek] = callsOf(
    documentOf([call('lseek', ['0x3', '0x7fffffffffffffff', '0x0'], 0)]).replace(
      '"result": 0',
      '"result": 9223372036854775807',
    ),
  );
  t.match(seek, {
    args: [{}, { text: '0x7fffffffffffffff', value: NaN }],
    result: { text: '9223372036854775807', value: NaN },
  });
  t.end();
});

t.test('later versions say when and who', (t) => {
  const document = documentOf(
    [
      call('getpid', ['0x0', '0x0', '0x0'], 7, {
        duration_us: 2,
        ts_us: 10,
        tid: 42,
        source: { file: 'a.rs', line: 3 },
      }),
    ],
    { version: '0.29.0', more: { ml_analysis: { clusters: 3, silhouette_score: null, anomalies: [] } } },
  );
  t.match(read(document), {
    version: '0.29.0',
    events: [
      { tid: 42, timeNs: 8000, durationNs: 2000 },
      { tid: 42, kind: 'exit' },
    ],
  });
  t.end();
});

t.test('names that its table has wrong', (t) => {
  const calls = [
    call('setgid', ['0x0', '0x0', '0x0'], 0),
    call('pkey_mprotect', ['0x0', '0x3', '0x0'], 0),
    call('pkey_mprotect', ['0x7f0000001000', '0x1000', '0x1'], 0),
  ];
  const names = (text: string, options?: RenacerOptions) => callsOf(text, options).map(({ name }) => name);
  t.strictSame(names(documentOf(calls)), ['geteuid', 'prlimit64', 'pkey_mprotect']);
  const ours = documentOf(calls).replace('"syscalls"', '"recorded_by": "strace 6.1",\n  "syscalls"');
  t.strictSame(names(ours), ['setgid', 'pkey_mprotect', 'pkey_mprotect'], 'ours are right');
  t.equal(read(ours).recordedBy, 'strace 6.1');
  t.strictSame(names(documentOf(calls), { arch: 'aarch64' })[0], 'setgid', 'the table of aarch64 is another');
  t.end();
});

t.test('descriptors refer to what was opened, as long as that is sure', (t) => {
  const opened = call('openat', ['0xffffff9c', '"data"', '0x0'], 3);
  const reads = call('read', ['0x3', '0x7ffe0', '0x10'], 16);
  const label = (...calls: readonly object[]): unknown => {
    const first = callsOf(documentOf(calls), { cwd: '/work' }).findLast(({ name }) => name === 'read')?.args[0];
    return first?.kind === 'fd' && first.object.type === 'path' ? first.object.path : 'unknown';
  };
  t.equal(label(opened, reads), '/work/data');
  t.equal(label(opened, call('close', ['0x3', '0x0', '0x0'], 0), reads), 'unknown');
  t.equal(
    label(call('openat', ['0xffffff9c', '"data"', '0x0'], 4), call('dup2', ['0x4', '0x3', '0x0'], 3), reads),
    '/work/data',
  );
  t.equal(
    label(opened, call('fcntl', ['0x3', '0x406', '0x0'], 5), call('read', ['0x5', '0x1', '0x1'], 1)),
    '/work/data',
  );
  t.equal(label(opened, call('unknown', ['0x0', '0x7', '0x0'], 0), reads), 'unknown', 'close_range has no name');
  t.equal(label(opened, call('unknown', ['0x9', '0x3', '0x0'], 3), reads), 'unknown', 'nor has dup3');
  t.equal(label(opened, call('unknown', ['0x7f00', '0x20', '0x0'], 0), reads), '/work/data', 'rseq closes nothing');
  t.equal(label(opened, call('execve', ['0x1', '0x1', '0x1'], 0), reads), 'unknown');
  t.equal(label(opened, call('clone3', ['0x7f', '0x58', '0x0'], 77), reads), 'unknown', 'a thread may close it');
  t.equal(
    label(opened, call('clone', ['0x1200011', '0x0', '0x0'], 77), reads),
    '/work/data',
    'a child has its own table',
  );
  t.equal(label(call('chdir', ['0x1', '0x0', '0x0'], 0), opened, reads), 'unknown', 'which folder is not told');
  t.equal(
    label(opened, call('openat', ['0x3', '"sub"', '0x0'], 4), call('read', ['0x4', '0x1', '0x1'], 1)),
    '/work/data/sub',
  );
  t.end();
});

t.test('bytes beyond ASCII, and what JSON escapes', (t) => {
  const [first] = callsOf(documentOf([call('openat', ['0xffffff9c', '"/ä\n\u0001"', '0x0'], 3)]));
  t.match(first?.args[1], { bytes: '/\u00c3\u00a4\n\u0001' });
  t.end();
});
