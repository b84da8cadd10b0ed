import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import t from 'tap';
import type { TraceEvent } from '../../src/model/trace.js';
import { StraceParser } from '../../src/parse/strace.js';
import {
  buildRecorder,
  compile,
  ignorer,
  isWhole,
  launcher,
  parseFile,
  recorder,
  workingBackends,
  type Stream,
} from './recorder-tools.js';

const root = resolve(import.meta.dirname, '../..');

buildRecorder();
const folder = t.testdir({});

interface Recording extends Stream {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** As they began: they come when they end. */
const inOrder = (events: readonly TraceEvent[]): TraceEvent[] =>
  [...events].sort((a, b) => a.timeNs - b.timeNs || a.line - b.line);

function record(backend: string, command: readonly string[], options: readonly string[] = []): Recording {
  const file = join(folder, 'stream');
  const args = ['--backend', backend, '--output', file, ...options, '--', ...command];
  const { status, signal, stderr } = spawnSync(recorder, args, { encoding: 'utf8', timeout: 120_000 });
  const { parser, events } = parseFile(file);
  return { status, signal, stderr, parser, events: inOrder(events) };
}

const backends = workingBackends();

function counts(events: readonly TraceEvent[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const event of events) {
    // Two children that end at the same time send one SIGCHLD, or two: a matter of moments.
    if (event.kind === 'syscall' && event.name !== 'rt_sigreturn') found[event.name] = (found[event.name] ?? 0) + 1;
  }
  return found;
}

const exitsOf = (events: readonly TraceEvent[]): TraceEvent[] => events.filter(({ kind }) => kind === 'exit');

function straceEvents(command: readonly string[]): TraceEvent[] {
  const file = join(folder, 'strace');
  spawnSync('strace', ['-f', '-q', '-o', file, '--', ...command]);
  const parser = new StraceParser();
  return [...parser.push(readFileSync(file)), ...parser.end()];
}

const threads = compile(
  folder,
  'threads',
  `#include <pthread.h>
   #include <stdlib.h>
   #include <sys/syscall.h>
   #include <unistd.h>
   static long calls;
   static void *work(void *unused) { for (long i = 0; i < calls; i++) syscall(SYS_getppid); return unused; }
   int main(int argc, char **argv) {
     pthread_t thread[64];
     int count = atoi(argv[1]);
     calls = atol(argv[2]);
     for (int i = 0; i < count; i++) pthread_create(thread + i, 0, work, 0);
     for (int i = 0; i < count; i++) pthread_join(thread[i], 0);
   }`,
);

const deterministic: Readonly<Record<string, readonly string[]>> = {
  true: ['true'],
  ls: ['ls', '-l', '/etc'],
  cat: ['cat', '/etc/passwd'],
  pipeline: ['sh', '-c', 'ls /etc | cat >/dev/null'],
  ...(existsSync('/usr/bin/python3') ? { python: ['/usr/bin/python3', '-c', 'import json'] } : {}),
};

for (const backend of backends) {
  for (const [name, command] of Object.entries(deterministic)) {
    t.test(`${backend}: ${name} makes as many calls of each kind as strace sees`, async (t) => {
      const expected = straceEvents(command);
      for (let run = 1; run <= 5; run++) {
        const { status, events } = record(backend, command);
        t.equal(status, 0);
        t.strictSame(counts(events), counts(expected), `run ${run}`);
        t.equal(exitsOf(events).length, exitsOf(expected).length);
      }
    });
  }

  t.test(`${backend}: arguments, descriptors and ends`, async (t) => {
    const script = 'cd /; exec 7</etc/passwd; cat <&7 >/dev/null; kill -USR1 $$';
    const { signal, events, parser } = record(backend, ['sh', '-c', script]);
    t.equal(signal, 'SIGUSR1', 'the recorder ends as its target does');
    t.equal(parser.arch, process.arch === 'arm64' ? 'aarch64' : 'x86_64');
    const first = events[0];
    t.match(first, { kind: 'syscall', name: 'execve', result: { kind: 'value', value: 0 } });
    t.match(first?.kind === 'syscall' && first.args[1], {
      kind: 'array',
      items: ['sh', '-c', script].map((bytes) => ({ kind: 'string', bytes })),
    });
    const named = (name: string): TraceEvent[] =>
      events.filter((event) => event.kind === 'syscall' && event.name === name);
    t.ok(
      named('read').some((event) => {
        const [file] = event.kind === 'syscall' ? event.args : [];
        return file?.kind === 'fd' && file.object.type === 'path' && file.object.path === '/etc/passwd';
      }),
      'a descriptor is followed through open, dup and fork',
    );
    t.match(named('chdir'), [{ args: [{ kind: 'string', bytes: '/' }] }]);
    t.match(exitsOf(events).at(-1), { outcome: { kind: 'killed', signal: 'SIGUSR1' } });
    t.ok(events.some((event) => event.kind === 'signal' && event.signal === 'SIGUSR1' && event.info.length > 2));
  });

  t.test(`${backend}: a target that can't be executed`, async (t) => {
    const { status, events } = record(backend, ['/no/such/program']);
    t.equal(status, 127);
    t.match(events[0], { name: 'execve', result: { kind: 'errno', errno: 'ENOENT' } });
  });

  t.test(`${backend}: an execve of another thread goes on as the process`, async (t) => {
    const program = compile(
      folder,
      `exec-${backend}`,
      `#include <pthread.h>
       #include <unistd.h>
       static volatile int created; // no call that waits: how many are made would be a matter of moments
       static void *work(void *unused) { while (!created) ; execlp("echo", "echo", (char *)0); return unused; }
       int main() { pthread_t thread; pthread_create(&thread, 0, work, 0); created = 1; for (;;) ; }`,
    );
    const { events } = record(backend, [program]);
    t.strictSame(counts(events), counts(straceEvents([program])));
    const exits = exitsOf(events);
    t.match(exits[0], { outcome: { kind: 'superseded' } });
    t.match(exits.at(-1), { outcome: { kind: 'exited', code: 0 } });
    t.equal(exits[0]?.tid, exits.at(-1)?.tid);
  });

  t.test(`${backend}: a target sees the CPUs that it may run on, and keeps those that it chooses`, async (t) => {
    const script = 'nproc; taskset -p -c $$; taskset -c 0 nproc; (nproc); nproc | cat';
    const run = (command: string, args: readonly string[]): string =>
      spawnSync(command, args, { encoding: 'utf8' }).stdout.replace(/pid \d+/, '');
    const traced = run(recorder, ['--backend', backend, '--output', '/dev/null', '--', 'sh', '-c', script]);
    t.equal(traced, run('sh', ['-c', script]));
  });

  t.test(`${backend}: of a task that moves a lot, only the beginning of what it moves is kept`, async (t) => {
    const calls = 6000;
    const command = ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=4096', `count=${calls}`, 'status=none'];
    const { status, events, parser } = record(backend, command, ['--data', '4095']);
    t.equal(status, 0);
    const kept = events.flatMap((event) => {
      const bytes = event.kind === 'syscall' && event.name === 'write' ? event.args[1] : undefined;
      return bytes?.kind === 'string' ? [`${bytes.bytes.length} of 4096, ${bytes.truncated ? 'cut' : 'whole'}`] : [];
    });
    t.equal(kept.length, calls);
    t.strictSame([kept[0], kept.at(-1)], ['4095 of 4096, cut', '128 of 4096, cut']);
    t.equal(new Set(kept).size, 2);
    t.ok(isWhole({ events, parser }));
  });

  t.test(`${backend}: signals that the caller ignores are not ignored by the target`, async (t) => {
    const command = [
      recorder,
      '--backend',
      backend,
      '--output',
      '/dev/null',
      '--',
      'grep',
      'SigIgn',
      '/proc/self/status',
    ];
    const { stdout } = spawnSync(ignorer(folder), command, { encoding: 'utf8' });
    t.match(stdout, /^SigIgn:\s+0{16}\n$/);
  });

  t.test(`${backend}: SIGTERM ends the tree, and the stream says so`, async (t) => {
    const file = join(folder, 'ended');
    const args = ['--backend', backend, '--output', file, '--', 'sh', '-c', 'setsid sleep 1000 & echo ready; wait'];
    const child = spawn(recorder, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((ready) => child.stdout?.once('data', ready));
    child.kill('SIGTERM');
    await new Promise((end) => child.once('close', end));
    t.match(parseFile(file).parser.ended, { endedBy: 15 });
  });

  t.test(`${backend}: a full disk is no trace`, async (t) => {
    const args = [
      '--backend',
      backend,
      '--output',
      '/dev/full',
      '--',
      'sh',
      '-c',
      'ls -R /usr/include >/dev/null; sleep 1000',
    ];
    const { status, stderr } = spawnSync(recorder, args, { encoding: 'utf8', timeout: 60_000, input: '' });
    t.not(status, 0);
    t.match(stderr, /No space left/);
  });

  t.test(`${backend}: a killed recorder leaves nothing, and its stream is none`, async (t) => {
    const file = join(folder, 'killed');
    const command = [recorder, '--backend', backend, '--output', file, '--'];
    const target = ['sh', '-c', 'setsid sleep 1000 & ls / >/dev/null; echo $PPID; wait'];
    const child: ChildProcess = spawn(launcher, ['--report', '3', '--keep', '4', '--', ...command, ...target], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
    });
    const pid = await new Promise<number>((ready) =>
      child.stdout?.once('data', (chunk: Buffer) => ready(Number(chunk))),
    );
    // Every process of the tree holds its other end: it ends with the last of them.
    const lifeline = new Promise((end) => (child.stdio[4] as Readable).once('close', end).resume());
    process.kill(pid, 'SIGKILL');
    await lifeline;
    const { events, parser } = parseFile(file);
    t.equal(parser.ended, undefined);
    t.match(
      events.find(({ kind }) => kind === 'unparsed'),
      { truncated: true },
    );
  });
}

if (backends.includes('ebpf')) {
  t.test('ebpf: nothing is lost of two million calls of four threads', async (t) => {
    const { status, events } = record('ebpf', [threads, '4', '500000'], ['--ring-kib', '16384']);
    t.equal(status, 0);
    t.strictSame(
      events.filter(({ kind }) => kind === 'lost'),
      [],
    );
    t.equal(counts(events)['getppid'], 2_000_000);
  });

  t.test('ebpf: what a ring of one page loses is counted', async (t) => {
    const { events } = record('ebpf', [threads, '4', '20000'], ['--ring-kib', '4']);
    const lost = events.find((event) => event.kind === 'lost');
    const seen = counts(events)['getppid'] ?? 0;
    if (lost?.kind === 'lost') t.ok(seen + lost.count >= 80_000, `${seen} seen, ${lost.count} lost`);
    else t.equal(seen, 80_000);
  });

  t.test('ebpf: two recordings at once see their own tree only', async (t) => {
    const streams = ['one', 'two'].map((name) => join(folder, name));
    await Promise.all(
      streams.map((file) => {
        const child = spawn(recorder, ['--backend', 'ebpf', '--output', file, '--', threads, '2', '20000']);
        return new Promise((end) => child.once('close', end));
      }),
    );
    for (const file of streams) t.equal(counts(parseFile(file).events)['getppid'], 40_000);
  });
}

t.test('what is asked for must be there', async (t) => {
  for (const args of [
    ['--', 'true'],
    ['--fd', '99', '--', 'true'],
    ['--output', '/dev/null'],
    ['--backend', 'none', '--output', '/dev/null', '--', 'true'],
  ]) {
    t.equal(spawnSync(recorder, args).status, 2, args.join(' '));
  }
});

t.test('without the tools for eBPF it is built with ptrace alone, and says what to install', async (t) => {
  const out = join(folder, 'ptrace-only');
  mkdirSync(out);
  const env = { ...process.env, CLANG: 'no-such-clang' };
  const { status, stderr } = spawnSync('sh', [join(root, 'scripts/build-native.sh'), out], { encoding: 'utf8', env });
  t.equal(status, 0);
  t.match(stderr, /has no eBPF: apt-get install .*clang/);
  const args = ['--backend', 'ebpf', '--output', '/dev/null', '--', 'true'];
  t.match(spawnSync(join(out, 'recorder'), args, { encoding: 'utf8' }), { status: 4, stderr: /built without it/ });
});

t.test('signals to a process that has ended and is not yet waited for are nothing that it got', (t) => {
  const script =
    'if (!($p = fork)) { exit 0 } do { open F, "/proc/$p/stat"; $_ = <F> } until / Z /; kill CONT, $p; kill TERM, $p; wait';
  for (const backend of backends) {
    const { status, events } = record(backend, ['perl', '-e', script]);
    t.equal(status, 0, backend);
    const ended = new Set<number>();
    for (const { kind, tid } of events) {
      if (ended.has(tid)) t.fail(`${backend}: ${kind} of ${tid}`);
      if (kind === 'exit') ended.add(tid);
    }
    t.equal(ended.size, 2);
  }
  t.end();
});
