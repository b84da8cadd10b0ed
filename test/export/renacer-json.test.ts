import fc from 'fast-check';
import { deepStrictEqual } from 'node:assert';
import t from 'tap';
import { leftOutOfRenacerJson, renderRenacerJson } from '../../src/export/renacer-json.js';
import type { TraceDocument } from '../../src/model/trace-file.js';
import type { Backend } from '../../src/model/trace.js';
import { parseRenacerJson } from '../../src/parse/renacer-json.js';
import { parseStrace } from '../../src/parse/strace.js';
import { anyDocument } from './trace-documents.js';

interface Written {
  readonly version: string;
  readonly format: string;
  readonly syscalls: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly result: number;
    readonly duration_us?: number;
    readonly ts_us?: number;
    readonly tid?: number;
  }[];
  readonly summary: {
    readonly total_syscalls: number;
    readonly total_time_us?: number;
    readonly exit_code: number;
  };
}

const options = { redact: [], mentions: () => ({ count: 0, bytes: 0 }) };
const text = (document: TraceDocument): string => [...renderRenacerJson(document, options)].join('');
const strace: Backend = { class: 'ptrace', name: 'strace', version: '6.1' };

function documentOf(log: string, backend: Backend = strace): TraceDocument {
  const context = { cwd: '/w', homes: [], temps: [], path: [], uid: null, user: '', gid: null };
  return { trace: { backend, arch: 'x86_64', events: parseStrace(log) }, context };
}

const written = (log: string, backend?: Backend): Written => JSON.parse(text(documentOf(log, backend))) as Written;

const isU64 = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** What serde would refuse, by the fields of renacer's structs. */
function mistakes(document: Written): string[] {
  const { version, format, syscalls, summary } = document;
  const wrong: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what);
  };
  check(typeof version === 'string', 'version');
  check(format === 'renacer-json-v1', 'format');
  check(isU64(summary.total_syscalls) && summary.total_syscalls === syscalls.length, 'total_syscalls');
  const times = syscalls.flatMap((call) => call.duration_us ?? []);
  const total = times.reduce((sum, time) => sum + time, 0);
  check(summary.total_time_us === (times.length === 0 ? undefined : total), 'total_time_us');
  check(Number.isInteger(summary.exit_code) && Math.abs(summary.exit_code) < 2 ** 31, 'exit_code');
  for (const call of syscalls) {
    check(typeof call.name === 'string', 'name');
    check(call.args.length === 3 && call.args.every((arg) => typeof arg === 'string'), 'three arguments');
    check(Number.isInteger(call.result), 'result');
    check(call.duration_us === undefined || (isU64(call.duration_us) && call.duration_us > 0), 'duration_us');
    check(call.ts_us === undefined || isU64(call.ts_us), 'ts_us');
    check(call.tid === undefined || Number.isInteger(call.tid), 'tid');
  }
  return [...new Set(wrong)];
}

t.test('every trace becomes a document that renacer’s readers take', (t) => {
  const property = fc.property(anyDocument, (document) => {
    const once = text(document);
    deepStrictEqual(mistakes(JSON.parse(once) as Written), []);
    const kept = document.trace.events.filter(({ kind }) => kind === 'syscall').length;
    const unfinished = leftOutOfRenacerJson(document.trace.events).get('unfinished') ?? 0;
    const read = parseRenacerJson(Buffer.from(once).toString('latin1'));
    deepStrictEqual(read?.events.filter(({ kind }) => kind === 'syscall').length, kept - unfinished);
    deepStrictEqual(
      read.events.filter(({ kind }) => kind === 'unparsed' || kind === 'lost'),
      [],
    );
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }));
  t.end();
});

const log = `7 1700000000.000000000 execve("/bin/ls", ["ls"], 0x7ffd /* 3 vars */) = 0 <0.000400>
7 1700000000.001000000 openat(AT_FDCWD</w>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3</etc/hosts> <0.000012>
7 1700000000.002000000 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000 <0.0000004>
7 1700000000.003000000 openat(AT_FDCWD</w>, "nowhere", O_WRONLY|O_CREAT|O_TRUNC, 0666) = -1 ENOENT (No such file or directory) <0.000002>
7 1700000000.004000000 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---
7 1700000000.005000000 exit_group(3) = ?
7 1700000000.006000000 +++ exited with 3 +++
`;

t.test('registers, paths and results as renacer prints them', (t) => {
  const { version, syscalls, summary } = written(log);
  t.equal(version, '0.6.2');
  t.strictSame(
    syscalls.map(({ name, args, result, duration_us }) => [name, args, result, duration_us]),
    [
      ['execve', ['"/bin/ls"', '["ls"]', '0x7ffd'], 0, 400],
      ['openat', ['0xffffff9c', '"/etc/hosts"', '0x80000'], 3, 12],
      ['mmap', ['0x0', '0x2000', '0x3'], 0x7f0000001000, undefined],
      ['openat', ['0xffffff9c', '"nowhere"', '0x241'], -2, 2],
    ],
  );
  t.strictSame(summary, { total_syscalls: 4, total_time_us: 414, exit_code: 3 });
  t.match(text(documentOf(log)), /^\{\n {2}"version": "0\.6\.2",\n {2}"format": "renacer-json-v1",\n/);
  t.strictSame(
    [...leftOutOfRenacerJson(documentOf(log).trace.events)],
    [
      ['arguments', 4],
      ['signal', 1],
      ['unfinished', 1],
    ],
    'and what it has no place for is counted',
  );
  t.end();
});

t.test('ends', (t) => {
  const code = (end: string): number => written(`7 getpid() = 7\n${end}`).summary.exit_code;
  t.equal(code('7 +++ exited with 0 +++\n'), 0);
  t.equal(code('7 +++ killed by SIGKILL +++\n'), 137);
  t.equal(code('7 +++ killed by SIGSEGV (core dumped) +++\n'), 139);
  t.equal(code('8 +++ exited with 1 +++\n'), -1, 'of another process');
  t.end();
});

t.test('all 64 bits of a result', (t) => {
  const document = text(documentOf('7 lseek(3, 0, SEEK_END) = 9223372036854775807\n'));
  t.match(document, '"result": 9223372036854775807');
  t.equal(JSON.parse(document).syscalls.length, 1);
  t.end();
});

t.test('renacer’s own recording keeps its version', (t) => {
  t.equal(written('7 getpid() = 7\n', { class: 'ptrace', name: 'renacer', version: '0.6.6' }).version, '0.6.6');
  t.end();
});

t.test('contents, variables and credentials stay here', (t) => {
  const line =
    '7 write(1, "the-content", 11) = 11\n7 execve("/x", ["/x", "--token=abcdefgh"], ["SECRET=1"]) = 0\n7 openat(AT_FDCWD, "classified-7", O_RDONLY) = 3\n';
  const document = [...renderRenacerJson(documentOf(line), { ...options, redact: [/classified-\d+/g] })].join('');
  for (const word of ['the-content', 'abcdefgh', 'SECRET', 'classified-7']) t.notOk(document.includes(word), word);
  t.match(document, '<11 bytes>');
  t.end();
});
