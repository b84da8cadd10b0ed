import fc from 'fast-check';
import t from 'tap';
import { RecorderParser } from '../../src/parse/recorder.js';
import { attachment, call, end, exit, frame, head, hello, words } from './recorder-frames.js';

const object = (path: string): Buffer => Buffer.concat([words(0o100644, 0, 0, 0, 5n), Buffer.from(path)]);
const folder = BigInt(-100);

const stream = Buffer.concat([
  hello,
  attachment(1, 1, Buffer.from('data'), 0, 1),
  attachment(1, 1, Buffer.from('a b'), 0, 4),
  attachment(7, 6, object('/tmp/a b'), 3),
  call(257, [folder, 4096n, 0x80241n, 0o644n], 3n, 100n),
  call(0, [3n, 8192n, 10n], -11n, 200n),
  call(20, [1n], 7n, 250n, 1),
  call(231, [3n], 0n, 300n, 4),
  exit(400n),
  end(0n),
]);

t.test('calls with what was read of their arguments', async (t) => {
  const parser = new RecorderParser();
  const events = [...parser.push(stream), ...parser.end()];
  const file = { type: 'path', path: '/tmp/a b', deleted: false } as const;
  t.match(events, [
    {
      name: 'openat',
      timeNs: 0,
      durationNs: 10,
      args: [
        { kind: 'fd', fd: -100 },
        { kind: 'string', bytes: 'a b', truncated: false },
        { kind: 'flags', names: ['O_WRONLY', 'O_CREAT', 'O_TRUNC', 'O_CLOEXEC'] },
        { kind: 'number', text: '0644' },
      ],
      result: { kind: 'value', value: 3, object: file },
    },
    {
      name: 'read',
      timeNs: 100,
      args: [{ kind: 'fd', fd: 3, object: file }, { text: '0x2000' }, { text: '10' }],
      result: { errno: 'EAGAIN' },
    },
    { name: 'getpid', abi: 'compat', result: { value: 7 } },
    { name: 'exit_group', result: { kind: 'none', reason: 'exit' } },
    { kind: 'exit', outcome: { kind: 'exited', code: 3 } },
  ]);
  t.equal(events.length, 5);
  t.strictSame(parser.ended, { status: 0, endedBy: 0, records: 1 });
});

t.test('a stream cut anywhere gives the same events', async (t) => {
  const whole = new RecorderParser().push(stream);
  for (let at = 1; at < stream.length; at++) {
    const parser = new RecorderParser();
    const events = [...parser.push(stream.subarray(0, at)), ...parser.push(stream.subarray(at))];
    if (JSON.stringify(events) !== JSON.stringify(whole)) return t.strictSame(events, whole, `cut at ${at}`);
  }
  return t.pass();
});

t.test('without its last record it is no trace', async (t) => {
  const parser = new RecorderParser();
  parser.push(stream.subarray(0, -72));
  t.match(parser.end(), [{ kind: 'unparsed', truncated: true, reason: /killed/ }]);
});

t.test('losses are told', async (t) => {
  const parser = new RecorderParser();
  t.match(parser.push(Buffer.concat([hello, end(12n)])), [{ kind: 'lost', count: 12, reason: /12 records/ }]);
});

t.test('another protocol, another machine, or no stream at all', async (t) => {
  for (const [bytes, reason] of [
    [Buffer.from('not a stream, but long enough to look at'), /a record of/],
    [frame(head(1, 7), Buffer.from('othertool'.slice(0, 8)), words(1, 1, 0xc000003e, 1, 5n)), /no recorder/],
    [frame(head(1, 7), Buffer.from('tagtrace'), words(2, 1, 0xc000003e, 1, 5n)), /protocol version 2/],
    [frame(head(1, 7), Buffer.from('tagtrace'), words(1, 1, 1, 1, 5n)), /architecture 0x1/],
    [Buffer.concat([hello, frame(head(99, 7))]), /type 99/],
  ] as const) {
    const parser = new RecorderParser();
    t.match([...parser.push(bytes), ...parser.end()], [{ kind: 'unparsed', reason }]);
  }
});

t.test('bad bytes never throw', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(stream.length), (noise, at) => {
      const parser = new RecorderParser();
      parser.push(stream.subarray(0, at));
      parser.push(noise);
      parser.push(stream.subarray(at));
      parser.end();
    }),
  );
  t.pass();
});

/** A call of a thread of process 7 with its beginning and how long it took. */
const callOf = (tid: number, nr: number, args: readonly bigint[], result: bigint, time: bigint, lasted = 10n): Buffer =>
  frame(head(2, tid), words(7, nr, time, lasted, result, ...args, ...Array<bigint>(6 - args.length).fill(0n)));
const openOf = (tid: number, path: string, time: bigint): Buffer =>
  Buffer.concat([
    frame(head(3, tid), words(7 | (6 << 8) | (3 << 16), object(path).length), object(path)),
    callOf(tid, 257, [folder, 4096n, 0n], 3n, time),
  ]);

/** What each close showed that it closed. */
function closedFiles(...records: readonly Buffer[]): unknown[] {
  const start = [attachment(1, 0, Buffer.from('/program')), call(59, [4096n], 0n, 10n)];
  const events = new RecorderParser().push(Buffer.concat([hello, ...start, ...records]));
  return events.flatMap((event) => {
    const file = event.kind === 'syscall' && event.name === 'close' ? event.args[0] : undefined;
    if (file === undefined) return [];
    return file.kind === 'fd' && file.object.type === 'path' ? file.object.path : '?';
  });
}

t.test('a number that one thread closes and another gets, told in the other order', async (t) => {
  const slowClose = callOf(7, 3, [3n], 0n, 200n, 900n);
  const [first, second] = [openOf(7, '/first', 100n), openOf(8, '/second', 300n)];
  const closeSecond = (time: bigint): Buffer => callOf(8, 3, [3n], 0n, time);
  t.strictSame(closedFiles(first, second, slowClose, closeSecond(2000n)), ['/first', '/second']);
  t.strictSame(closedFiles(first, second, closeSecond(400n), slowClose), ['/second', '/first']);
  const more = Array.from({ length: 100 }, (_, index) => {
    const time = BigInt(500 + index * 40);
    return Buffer.concat([openOf(8, '/again', time), callOf(8, 3, [3n], 0n, time + 20n)]);
  });
  t.equal(closedFiles(first, second, closeSecond(400n), ...more, slowClose).at(-1), '/first');
  t.strictSame(closedFiles(first, callOf(7, 3, [3n], 0n, 200n), callOf(7, 3, [3n], -9n, 300n)), ['/first', '?']);
});

t.test('a close of a number that nobody has is none of the one who gets it later', async (t) => {
  t.strictSame(closedFiles(callOf(8, 3, [3n], -9n, 50n, 900n), openOf(7, '/first', 100n)), ['?']);
});
