import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'tap';
import type { SyscallEvent, TraceEvent } from '../../src/model/trace.js';
import { parseStrace, StraceParser } from '../../src/parse/strace.js';

const folder = new URL('../fixtures/strace/', import.meta.url);
const logs = readdirSync(folder).filter((name) => name.endsWith('.strace'));
const read = (name: string): Buffer => readFileSync(new URL(name, folder));

function inPieces(bytes: Uint8Array, size: () => number): TraceEvent[] {
  const parser = new StraceParser();
  const events: TraceEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const next = at + size();
    events.push(...parser.push(bytes.subarray(at, next)));
    at = next;
  }
  events.push(...parser.end());
  return events.sort((a, b) => a.line - b.line);
}

function callsOf(name: string): SyscallEvent[] {
  return parseStrace(read(name)).filter((event): event is SyscallEvent => event.kind === 'syscall');
}

for (const log of logs) {
  test(log, (t) => {
    const bytes = read(log);
    const events = parseStrace(bytes);
    t.same(
      events.filter((event) => event.kind === 'unparsed'),
      [],
      'everything is understood',
    );
    t.ok(events.length > 2, 'something is in it');
    t.same(
      inPieces(bytes, () => 1),
      events,
      'byte by byte is the same',
    );
    t.same(
      inPieces(bytes, () => 4093),
      events,
      'in pieces is the same',
    );
    const open = events.filter(
      (event) => event.kind === 'syscall' && event.result.kind === 'none' && event.result.reason === 'unfinished',
    );
    t.same(open, [], 'no call is left open');
    t.end();
  });
}

test('names come back from every place where strace writes them', (t) => {
  const calls = callsOf('names.strace');
  const opened = calls.flatMap(({ name, args: [, path], result }) =>
    name === 'openat' && path?.kind === 'string' && result.kind === 'value' && result.object?.type === 'path'
      ? [[path.bytes, result.object.path]]
      : [],
  );
  const odd = opened.filter(([path]) => path !== undefined && /[^\w/.-]/.test(path));
  t.ok(odd.length > 20, 'there are many odd names');
  for (const [path = '', object = ''] of odd) t.ok(object.endsWith(`/${path}`), JSON.stringify(path));
  const bound = calls.filter(
    ({ name, args: [socket] }) =>
      name === 'listen' &&
      socket?.kind === 'fd' &&
      socket.object.type === 'socket' &&
      socket.object.text.includes('@"'),
  );
  t.ok(bound.length > 20, 'sockets have odd names too');
  t.end();
});

test('a program that dies in many calls', (t) => {
  const calls = callsOf('kill.strace');
  const reasons = new Set(calls.map(({ result }) => (result.kind === 'none' ? result.reason : 'done')));
  t.ok(reasons.has('killed') || reasons.has('exit'));
  t.ok(calls.some((call) => call.name === '???'));
  t.match(
    callsOf('exec-in-thread.strace').filter((call) => call.name === 'execve'),
    [{ result: { value: 0 } }, { args: [{ bytes: '/bin/echo' }, {}, {}], result: { value: 0 } }],
  );
  const compat = callsOf('compat.strace');
  t.same(
    compat.map((call) => call.abi),
    [undefined, ...compat.slice(1).map(() => 'compat')],
    'all but the first execve, and the child',
  );
  t.end();
});

test('no bytes make the parser fail, and cutting them makes no difference', (t) => {
  const lines = logs.flatMap((log) => read(log).toString('latin1').split('\n')).filter((_, index) => index % 7 === 0);
  const mangled = fc
    .array(
      fc.tuple(
        fc.constantFrom(...lines),
        fc.nat(200),
        fc.constantFrom('', '\n', '"', '<', '>', ')', '\0', ' = ', ' <unfinished ...>'),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.map(([line, cut, junk]) => line.slice(0, cut) + junk + line.slice(cut)).join('\n'));
  fc.assert(
    fc.property(fc.oneof(mangled, fc.string({ unit: 'binary' })), fc.integer({ min: 1, max: 50 }), (text, size) => {
      const bytes = Buffer.from(text, 'latin1');
      t.same(
        inPieces(bytes, () => size),
        parseStrace(bytes),
      );
    }),
    { numRuns: 300 },
  );
  t.end();
});
