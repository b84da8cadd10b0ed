import fc from 'fast-check';
import { deepStrictEqual } from 'node:assert';
import t from 'tap';
import { renderTraceJson } from '../../src/export/trace-json.js';
import { withholdContents } from '../../src/export/withhold.js';
import type { TraceDocument } from '../../src/model/trace-file.js';
import type { DecodedArg, TraceEvent } from '../../src/model/trace.js';
import { parseStrace } from '../../src/parse/strace.js';
import { readTrace } from './read-trace.js';
import { anyDocument } from './trace-documents.js';

const options = {
  redact: [/classified-\d+/g],
  mentions: (bytes: string) => ({
    count: bytes.split('/work').length - 1,
    bytes: 5 * (bytes.split('/work').length - 1),
  }),
};
const text = (document: TraceDocument): string => [...renderTraceJson(document, options)].join('');

t.test('what is written is read back, and written again the same', (t) => {
  const property = fc.property(anyDocument, (document) => {
    const once = text(document);
    const read = readTrace(once);
    const events = document.trace.events.map((event) => withholdContents(event, options));
    // fast-check makes objects without a prototype; a clone has one.
    deepStrictEqual(read.trace, structuredClone({ ...document.trace, events }), 'the trace, without contents');
    deepStrictEqual(text(read), once, 'nothing more is taken out');
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }));
  t.end();
});

t.test('a reader that knows nothing of lines reads it, too', (t) => {
  const property = fc.property(anyDocument, (document) => {
    const once = text(document);
    const laidOut = JSON.stringify(JSON.parse(once), undefined, 2);
    deepStrictEqual(readTrace(laidOut), readTrace(once));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 100 }));
  t.end();
});

const withheld = (line: string): TraceEvent => {
  const [event] = parseStrace(line);
  if (!event) throw new Error(`no event in ${line}`);
  return withholdContents(event, options);
};
const argsOf = (line: string): readonly DecodedArg[] => {
  const event = withheld(line);
  return event.kind === 'syscall' ? event.args : [];
};

t.test('contents are lengths', (t) => {
  t.match(argsOf('1 write(1, "hello\\n", 6) = 6\n')[1], { kind: 'raw', text: '<6 bytes>' });
  t.match(argsOf('1 write(3</x>, "in /work", 8) = 8\n')[1], { kind: 'raw', text: '<8 bytes, 1 names of 5>' });
  t.match(JSON.stringify(argsOf('1 writev(1, [{iov_base="abc", iov_len=3}], 1) = 3\n')), /<3 bytes>/);
  t.notMatch(JSON.stringify(argsOf('1 setxattr("f", "user.a", "value", 5, 0) = 0\n')), /"value","trunc/);
  t.notMatch(JSON.stringify(argsOf('1 syscall_0x1cd("unknown") = 0\n')), /unknown/, 'unknown meaning: content');
  t.notMatch(JSON.stringify(withheld('this line is "output" of a program\n')), /output/);
  t.match(withheld('1 write(1, "half of it\n'), { kind: 'unparsed', text: /^1 write\(<\d+ bytes>$/ });
  t.end();
});

t.test('names stay, without credentials', (t) => {
  t.match(argsOf('1 openat(AT_FDCWD</w>, "a/classified-7", O_RDONLY) = -1 ENOENT (No such file)\n')[1], {
    bytes: 'a/<redacted>',
  });
  const argv = JSON.stringify(argsOf('1 execve("/x", ["/x", "--token=abcdef"], ["SECRET=1", "A=b"]) = 0\n'));
  t.match(argv, /--token=<redacted>/);
  t.match(argv, /<2 variables>/);
  t.notMatch(argv, /SECRET/);
  t.match(JSON.stringify(argsOf('1 execve("/x", ["/x"], 0x7ffd /* 3 vars */) = 0\n')), /0x7ffd/);
  t.match(
    JSON.stringify(argsOf('1 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0\n')),
    /"bytes":"\/run\/x"/,
  );
  t.match(
    JSON.stringify(argsOf('1 clone3({flags=CLONE_THREAD|CLONE_VM, exit_signal=0}, 88) = 2\n')),
    /CLONE_THREAD/,
    'what a structure says is kept',
  );
  t.end();
});

t.test('large traces come in pieces', (t) => {
  const [event] = parseStrace('1 close(3) = 0\n');
  if (!event) throw new Error('no event');
  const events = Array.from({ length: 100_000 }, (_, index) => ({ ...event, line: index + 1 }));
  const context = { cwd: '/', homes: [], temps: [], path: [], uid: 0, user: '', gid: 0 };
  const document = {
    trace: { backend: { class: 'ptrace', name: 's', version: '1' }, arch: 'x', events },
    context,
  } as const;
  const start = performance.now();
  const pieces = [...renderTraceJson(document, options)];
  t.equal(pieces.length, 101);
  t.equal(readTrace(pieces.join('')).trace.events.length, 100_000);
  t.ok(performance.now() - start < 20_000, 'in seconds');
  t.comment(`${Math.round(performance.now() - start)} ms`);
  t.end();
});
