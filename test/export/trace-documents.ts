/** Arbitrary traces, for properties of the trace file. */
import fc from 'fast-check';
import type { TraceDocument } from '../../src/model/trace-file.js';
import {
  backendLimits,
  type DecodedArg,
  type FdObject,
  type SyscallResult,
  type TraceEvent,
} from '../../src/model/trace.js';

/** One character per byte. */
const bytes = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 })
  .map((codes) => String.fromCharCode(...codes));
const word = fc.stringMatching(/^[A-Za-z0-9_ ]{0,10}$/);
const whole = fc.integer({ min: 0, max: 1e9 });
const number = fc.oneof(fc.integer(), fc.constant(NaN));

const object: fc.Arbitrary<FdObject> = fc.oneof(
  fc.constant({ type: 'unknown' as const }),
  fc.record({ type: fc.constant('path' as const), path: bytes, deleted: fc.boolean() }),
  fc.record({ type: fc.constant('pipe' as const), inode: whole }),
  fc.record({ type: fc.constant('socket' as const), protocol: word, text: bytes }),
  fc.record({ type: fc.constant('anon' as const), name: word }),
);

const { arg } = fc.letrec<{ arg: DecodedArg }>((tie) => ({
  arg: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('number' as const), text: word, value: number }),
    fc.record({ kind: fc.constant('flags' as const), names: fc.array(word, { maxLength: 3 }) }),
    fc.constant({ kind: 'null' as const }),
    fc.record({ kind: fc.constant('string' as const), bytes, truncated: fc.boolean() }),
    fc.record({ kind: fc.constant('fd' as const), fd: whole, object }),
    fc.record({
      kind: fc.constant('struct' as const),
      fields: fc.array(fc.record({ name: word, value: tie('arg') }), { maxLength: 3 }),
      more: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('array' as const),
      items: fc.array(tie('arg'), { maxLength: 3 }),
      more: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('set' as const), items: fc.array(word, { maxLength: 3 }), complement: fc.boolean() }),
    fc.record({ kind: fc.constant('macro' as const), name: word, args: fc.array(tie('arg'), { maxLength: 2 }) }),
    fc.record({ kind: fc.constant('change' as const), before: fc.option(tie('arg')), after: fc.option(tie('arg')) }),
    fc.record({ kind: fc.constant('raw' as const), text: fc.string({ maxLength: 12 }) }),
  ),
}));

const result: fc.Arbitrary<SyscallResult> = fc.oneof(
  fc.record({ kind: fc.constant('value' as const), value: number, text: word }),
  fc.record({ kind: fc.constant('value' as const), value: number, text: word, object }),
  fc.record({ kind: fc.constant('errno' as const), errno: word }),
  fc.record({ kind: fc.constant('none' as const), reason: fc.constantFrom('exit' as const, 'killed' as const) }),
);

const base = { tid: whole, timeNs: whole, line: whole };

export const anyEvent: fc.Arbitrary<TraceEvent> = fc.oneof(
  fc.record(
    {
      ...base,
      kind: fc.constant('syscall' as const),
      name: fc.constantFrom(
        'openat',
        'write',
        'writev',
        'execve',
        'connect',
        'clone3',
        'prctl',
        'syscall_0x1cd',
        '???',
      ),
      args: fc.array(arg, { maxLength: 4 }),
      result,
      durationNs: whole,
      note: word,
    },
    { requiredKeys: ['kind', 'tid', 'timeNs', 'line', 'name', 'args', 'result'] },
  ),
  fc.record({
    ...base,
    kind: fc.constant('signal' as const),
    signal: word,
    action: fc.constantFrom('delivered' as const, 'stop' as const),
    info: fc.array(fc.record({ name: word, value: arg }), { maxLength: 2 }),
  }),
  fc.record({
    ...base,
    kind: fc.constant('exit' as const),
    outcome: fc.oneof(
      fc.record({ kind: fc.constant('exited' as const), code: whole }),
      fc.record({ kind: fc.constant('killed' as const), signal: word, coreDumped: fc.boolean() }),
      fc.record({ kind: fc.constant('superseded' as const), byTid: whole }),
    ),
  }),
  fc.record({ ...base, kind: fc.constant('lost' as const), count: whole, reason: word }),
  fc.record({
    ...base,
    kind: fc.constant('unparsed' as const),
    text: fc.string({ maxLength: 20 }),
    column: whole,
    reason: word,
    truncated: fc.boolean(),
  }),
);

export const anyDocument: fc.Arbitrary<TraceDocument> = fc.record({
  trace: fc.record({
    backend: fc.record(
      {
        class: fc.constantFrom('ptrace' as const, 'import' as const),
        name: word,
        version: word,
        limits: fc.subarray([...backendLimits]),
      },
      { requiredKeys: ['class', 'name', 'version'] },
    ),
    arch: word,
    events: fc.array(anyEvent, { maxLength: 12 }),
  }),
  context: fc.record(
    {
      cwd: bytes,
      root: bytes,
      program: bytes,
      homes: fc.array(bytes, { maxLength: 2 }),
      temps: fc.array(bytes, { maxLength: 2 }),
      path: fc.array(bytes, { maxLength: 3 }),
      uid: fc.option(whole),
      user: word,
      gid: fc.option(whole),
    },
    { requiredKeys: ['cwd', 'homes', 'temps', 'path', 'uid', 'user', 'gid'] },
  ),
});
