/** What renacer's own tests expect of its JSON, for what we read and for what we write: there and back. */
import t from 'tap';
import { renderRenacerJson } from '../../src/export/renacer-json.js';
import type { SyscallEvent, TraceEvent } from '../../src/model/trace.js';
import { parseRenacerJson } from '../../src/parse/renacer-json.js';
import { call, documentOf } from '../parse/renacer-documents.js';

function eventsOf(text: string): readonly TraceEvent[] {
  const document = parseRenacerJson(Buffer.from(text).toString('latin1'));
  if (!document) throw new Error('no document');
  return document.events;
}

const callsOf = (text: string): SyscallEvent[] => eventsOf(text).filter((event) => event.kind === 'syscall');

/** The document, read and written again. */
function again(text: string): Record<string, unknown> {
  const context = { cwd: '/', homes: [], temps: [], path: [], uid: null, user: '', gid: null };
  const backend = { class: 'import', name: 'renacer', version: '0.6.2' } as const;
  const document = { trace: { backend, arch: 'x86_64', events: eventsOf(text) }, context };
  return JSON.parse(
    [...renderRenacerJson(document, { redact: [], mentions: () => ({ count: 0, bytes: 0 }) })].join(''),
  ) as Record<string, unknown>;
}

t.test('the keys of a document, with and without times', (t) => {
  const plain = documentOf([call('close', ['0x3', '0x0', '0x0'], 0)]);
  t.strictSame(again(plain), { ...JSON.parse(plain), recorded_by: 'renacer 0.6.2' });
  const timed = documentOf([call('close', ['0x3', '0x0', '0x0'], 0, { duration_us: 7 })]).replace(
    '"total_syscalls": 1',
    '"total_syscalls": 1,\n    "total_time_us": 7',
  );
  t.match(again(timed), { summary: { total_syscalls: 1, total_time_us: 7, exit_code: 0 } });
  t.match(again(timed)['syscalls'], [{ duration_us: 7 }]);
  t.notOk('total_time_us' in (again(plain)['summary'] as object));
  t.end();
});

t.test('three calls, two errors, 175 µs', (t) => {
  const text = documentOf([
    call('open', ['0x7f00', '0x0', '0x0'], 3, { duration_us: 100 }),
    call('open', ['0x7f00', '0x0', '0x0'], -2, { duration_us: 50 }),
    call('open', ['0x7f00', '0x0', '0x0'], -13, { duration_us: 25 }),
  ]);
  const calls = callsOf(text);
  t.strictSame(
    calls.map(({ result }) => (result.kind === 'errno' ? result.errno : result.kind)),
    ['value', 'ENOENT', 'EACCES'],
  );
  t.equal(
    calls.reduce((sum, { durationNs = 0 }) => sum + durationNs, 0),
    175_000,
  );
  const written = again(text);
  t.match(written['syscalls'], [{ result: 3 }, { result: -2 }, { result: -13 }]);
  t.match(written['summary'], { total_time_us: 175 });
  t.end();
});

t.test('results at the edges', (t) => {
  const results = [0, -1, -4095, -512, -516, 4096, 0x7f0000001000];
  const text = documentOf(results.map((result) => call('close', ['0x3', '0x0', '0x0'], result)));
  t.match(
    callsOf(text).map(({ result }) => (result.kind === 'errno' ? result.errno : result.kind)),
    ['value', 'EPERM', 'errno 4095', 'ERESTARTSYS', 'ERESTART_RESTARTBLOCK', 'value', 'value'],
  );
  t.match(
    again(text)['syscalls'],
    results.map((result) => ({ result })),
  );
  t.end();
});

t.test('escapes: quotes, backslashes and lines in a path', (t) => {
  for (const path of ['/a "quoted" name', '/back\\slash', '/two\nlines', '/täb\t', '/{"version": "0.6.2"}']) {
    const text = documentOf([call('openat', ['0xffffff9c', `"${path}"`, '0x0'], 3)]);
    t.match(callsOf(text)[0]?.args[1], { kind: 'string', bytes: Buffer.from(path).toString('latin1') }, path);
    t.match(again(text)['syscalls'], [{ args: ['0xffffff9c', `"${path}"`, '0x0'] }]);
  }
  t.end();
});

t.test('registers come back as they were', (t) => {
  const registers: readonly [string, readonly string[]][] = [
    ['openat', ['0xffffff9c', '"x"', '0x80241']],
    ['mmap', ['0x7f0000000000', '0x5000', '0x5']],
    ['mprotect', ['0x7f0000000000', '0x5000', '0x0']],
    ['lseek', ['0x3', '0x7fffffffffffffff', '0x1']],
    ['fcntl', ['0x3', '0x406', '0xa']],
    ['unknown', ['0xdeadbeefdeadbeef', '0xfffffffffffffe98', '0x0']],
  ];
  for (const [name, args] of registers) {
    t.match(again(documentOf([call(name, args, 0)]))['syscalls'], [{ name, args }], name);
  }
  t.end();
});

t.test('nothing but the filter matched: an empty list is a document', (t) => {
  t.strictSame(
    eventsOf(documentOf([])).map(({ kind }) => kind),
    ['exit'],
  );
  t.match(again(documentOf([])), { syscalls: [], summary: { total_syscalls: 0, exit_code: 0 } });
  t.end();
});

t.test('what later versions and other options add is no obstacle', (t) => {
  const more = {
    ml_analysis: { clusters: 2, silhouette_score: null, anomalies: [] },
    isolation_forest_analysis: { num_trees: 100, outliers: [] },
    autoencoder_analysis: { hidden_size: 3, anomalies: [] },
  };
  const source = { source: { file: 'src/main.rs', line: 3, function: 'main' } };
  const text = documentOf([call('close', ['0x3', '0x0', '0x0'], 0, source)], { version: '0.10.2', more });
  const around = `[renacer: DWARF debug info loaded from x]\n${text}=== HPU Analysis ===\n`;
  t.equal(callsOf(around).length, 1);
  t.notOk(eventsOf(around).some(({ kind }) => kind === 'unparsed'));
  t.end();
});
