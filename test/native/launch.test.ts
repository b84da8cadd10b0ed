import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import t from 'tap';
import { ignorer } from './recorder-tools.js';

const root = resolve(import.meta.dirname, '../..');
const launch = join(root, 'build/native/launch');
const MiB = 1024 * 1024;

if (process.platform !== 'linux') {
  t.pass('the launcher is for Linux');
  process.exit(0);
}

const build = spawnSync('sh', [join(root, 'scripts/build-native.sh')], { encoding: 'utf8' });
if (build.status !== 0) t.bailout(`build-native.sh: ${build.stderr}`);

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly report: any;
}

const REPORT = 3;
/**
 * A descriptor that every process of the tree inherits and nobody uses: its other end reads as ended when, and only
 * when, the last of them is gone. So "nothing is left" is waited for, and no test depends on time.
 */
const LIFELINE = 4;

function start(options: readonly string[], command: readonly string[]): ChildProcess {
  const args = ['--report', `${REPORT}`, ...options, '--', ...command];
  return spawn(launch, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
}

const streamOf = (child: ChildProcess, fd: number) => child.stdio[fd] as Readable;

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function untilText(stream: Readable, text: string): Promise<void> {
  let seen = '';
  await new Promise<void>((done) => {
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) done();
    });
  });
}

async function ended(child: ChildProcess): Promise<Ended> {
  const code = new Promise<number | null>((done) => child.once('exit', done));
  const [stdout, stderr, report] = await Promise.all([1, 2, REPORT].map((fd) => readAll(streamOf(child, fd))));
  return {
    code: await code,
    stdout: stdout!,
    stderr: stderr!.toString(),
    report: JSON.parse(report!.toString() || 'null'),
  };
}

const run = (options: readonly string[], ...command: readonly string[]) => ended(start(options, command));

t.test('exit codes are passed on and reported', async (t) => {
  for (const code of [0, 1, 7, 255]) {
    const end = await run([], 'sh', '-c', `exit ${code}`);
    t.equal(end.code, code);
    t.match(end.report, {
      format: 'trace-gate/launch',
      version: 1,
      wallNs: Number,
      userNs: Number,
      systemNs: Number,
      peakRssBytes: Number,
      exit: { code },
      aslr: /^(on|off)$/,
      pid: Number,
      lingering: 0,
      ended: 'exit',
    });
    t.ok(end.report.wallNs > 0, 'a run takes time');
  }
});

t.test('what waits for a processor is told from what sleeps', async (t) => {
  const schedstat = existsSync('/proc/self/schedstat');
  const { report } = await run([], 'sleep', '0.3');
  t.equal('queuedNs' in report, schedstat, 'where the kernel counts it');
  if (schedstat) t.ok(report.queuedNs >= 0 && report.queuedNs < report.wallNs, `${report.queuedNs} ns`);
});

t.test('fatal signals are reported by name', async (t) => {
  for (const [name, n] of [
    ['SIGTERM', 15],
    ['SIGSEGV', 11],
    ['SIGKILL', 9],
  ] as const) {
    const end = await run([], 'sh', '-c', `ulimit -c 0; kill -${n} $$`);
    t.same(end.report.exit, { signal: name, coreDumped: false });
    t.equal(end.code, 128 + n);
  }
});

t.test('a target that cannot be started is an error, not an exit', async (t) => {
  const cases = [
    ['./no/such/program', 'ENOENT'],
    ['no-such-program-on-the-path', 'ENOENT'],
    ['/', 'EACCES'],
  ] as const;
  for (const [command, errno] of cases) {
    const end = await run([], command);
    t.same(end.report, { format: 'trace-gate/launch', version: 1, error: { op: 'execve', errno } });
    t.equal(end.code, 127);
  }
  const noInput = await run(['--stdin', '/no/such/file'], 'true');
  t.same(noInput.report.error, { op: 'open stdin', errno: 'ENOENT' });
  t.equal(noInput.code, 127);
});

t.test('a file without #! is not handed to a shell', async (t) => {
  const script = join(t.testdir({}), 'script');
  writeFileSync(script, 'echo shell\n', { mode: 0o755 });
  const end = await run([], script);
  t.equal(end.report.error.errno, 'ENOEXEC');
  t.equal(end.stdout.length, 0);
});

t.test('wrong usage exits 2 and says what is right', async (t) => {
  const wrong = [
    [],
    ['--'],
    ['--bogus', '--', 'true'],
    ['--report', '999', '--', 'true'],
    ['--umask', '9', '--', 'true'],
  ];
  for (const args of wrong) {
    const end = spawnSync(launch, args, { encoding: 'utf8' });
    t.equal(end.status, 2, args.join(' '));
    t.match(end.stderr, /usage: launch /);
  }
});

t.test('stdin is empty, or the file given', async (t) => {
  t.equal((await run([], 'cat')).stdout.length, 0);
  const file = join(t.testdir({ input: 'from a file\n' }), 'input');
  t.equal((await run(['--stdin', file], 'cat')).stdout.toString(), 'from a file\n');
});

t.test('stdout and stderr are pipes, and come out apart', async (t) => {
  const kinds = await run([], 'stat', '-Lc', '%F', '/dev/stdin', '/dev/stdout', '/dev/stderr');
  t.equal(kinds.stdout.toString(), 'character special file\nfifo\nfifo\n');
  const both = await run([], 'sh', '-c', 'echo out; echo err >&2');
  t.equal(both.stdout.toString(), 'out\n');
  t.equal(both.stderr, 'err\n');
});

t.test('no descriptor is inherited but those to keep', async (t) => {
  // The 3 is the folder that ls itself reads: the report, open as 3 in the launcher, is not in its way.
  t.equal((await run([], 'ls', '/proc/self/fd')).stdout.toString(), '0\n1\n2\n3\n');
  t.equal((await run(['--keep', `${LIFELINE}`], 'ls', '/proc/self/fd')).stdout.toString(), '0\n1\n2\n3\n4\n');
});

t.test('signal dispositions, mask and umask do not depend on the caller', async (t) => {
  const signals = await run([], 'grep', '-E', 'Sig(Ign|Blk)', '/proc/self/status');
  t.match(signals.stdout.toString(), /^SigBlk:\s+0{16}\nSigIgn:\s+0{16}\n$/);
  const program = ignorer(t.testdir({}));
  const stdio = ['ignore', 'pipe', 'inherit', 'pipe'] as const;
  const ignored = (...command: string[]): string =>
    spawnSync(program, [...command, 'grep', 'SigIgn', '/proc/self/status'], { encoding: 'utf8', stdio: [...stdio] })
      .stdout;
  t.match(ignored('env'), /^SigIgn:\s+0{7}[1-9a-f]80000000\n$/);
  t.match(ignored(launch, '--report', '3', '--'), /^SigIgn:\s+0{16}\n$/);
  t.equal((await run(['--umask', '027'], 'sh', '-c', 'umask')).stdout.toString(), '0027\n');
});

t.test('the target leads a process group of its own', async (t) => {
  const end = await run([], 'sh', '-c', 'cut -d " " -f 5 /proc/$$/stat');
  t.equal(end.stdout.toString().trim(), `${end.report.pid}`);
});

t.test('without ASLR the stack is where it was', async (t) => {
  const [a, b] = [
    await run(['--no-aslr'], 'grep', 'stack', '/proc/self/maps'),
    await run(['--no-aslr'], 'grep', 'stack', '/proc/self/maps'),
  ];
  // A container may refuse personality(2). Then the report has to say so.
  t.equal(a.report.aslr === 'off', a.stdout.equals(b.stdout));
});

t.test('peak memory is that of the target, not of the launcher', async (t) => {
  // dd fills one buffer of 64 MiB
  const big = await run([], 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=64M', 'count=1');
  t.ok(big.report.peakRssBytes >= 64 * MiB, `${big.report.peakRssBytes} bytes`);
  t.ok(big.report.peakRssBytes < 80 * MiB, `${big.report.peakRssBytes} bytes`);
  const small = await run([], 'true');
  t.ok(small.report.peakRssBytes < 4 * MiB, `${small.report.peakRssBytes} bytes`);
  const inChild = await run([], 'sh', '-c', 'dd if=/dev/zero of=/dev/null bs=64M count=1; true');
  t.ok(inChild.report.peakRssBytes >= 64 * MiB, 'a child counts');
});

t.test('the memory of a tree is that of all its processes at once', async (t) => {
  // Two that hold 32 MiB each until both have been seen, and none for a run that nobody asked of.
  const hold = 'dd if=/dev/zero bs=32M count=1 2>/dev/null | sleep 1';
  const both = await run(['--sample-ms', '5'], 'sh', '-c', `${hold} & ${hold} & wait`);
  t.ok(both.report.peakRssBytes < 40 * MiB, `${both.report.peakRssBytes} bytes`);
  t.ok(both.report.treeRssBytes >= 60 * MiB, `${both.report.treeRssBytes} bytes`);
  t.ok(both.report.treeRssBytes < 96 * MiB, `${both.report.treeRssBytes} bytes`);
  const short = await run(['--sample-ms', '1000'], 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=64M', 'count=1');
  t.ok(short.report.treeRssBytes >= short.report.peakRssBytes, 'a peak between two samples is not lost');
  t.notOk('treeRssBytes' in (await run([], 'true')).report, 'it costs nothing where nobody asks');
});

t.test('ten megabytes come through whole', async (t) => {
  const end = await run([], 'sh', '-c', 'seq 1 1000000; seq 1 500000 >&2');
  t.equal(end.stdout.length, 6_888_896);
  t.equal(end.stderr.length, 3_388_895);
  t.ok(end.stdout.toString().endsWith('\n999999\n1000000\n'));
});

t.test('a target does not notice that nobody reads its output', async (t) => {
  const child = start([], ['sh', '-c', 'head -c 1000000 /dev/zero']);
  streamOf(child, 1).destroy();
  const report = await readAll(streamOf(child, REPORT));
  t.same(JSON.parse(report.toString()).exit, { code: 0 });
});

t.test('what lingers after the target is ended', async (t) => {
  const child = start(['--keep', `${LIFELINE}`], ['sh', '-c', 'setsid sleep 1000 & sleep 1000 & echo done; exit 3']);
  const [end, lifeline] = await Promise.all([ended(child), readAll(streamOf(child, LIFELINE))]);
  t.equal(end.stdout.toString(), 'done\n');
  t.equal(end.code, 3);
  t.equal(end.report.lingering, 2);
  t.equal(lifeline.length, 0, 'and nobody is left');
});

t.test('with a grace period what lingers may end by itself, or on SIGTERM', async (t) => {
  const byItself = await run(['--grace-ms', '60000'], 'sh', '-c', '(sleep 0.05; echo late) & exit 0');
  t.equal(byItself.stdout.toString(), 'late\n');
  t.equal(byItself.report.lingering, 0);
  // Says that its trap is set by ending the target, and only then can be asked to end.
  const script = '(trap "echo asked; exit" TERM; kill -9 $$; while :; do sleep 0.01; done) & wait';
  const asked = await run(['--grace-ms', '1000'], 'sh', '-c', script);
  t.equal(asked.stdout.toString(), 'asked\n');
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  t.test(`${signal} ends the whole tree, also what left its session`, async (t) => {
    const script = 'setsid sh -c "trap \\"\\" TERM INT HUP; echo ready; sleep 1000; sleep 1000" & sleep 1000 & wait';
    const child = start(['--keep', `${LIFELINE}`], ['sh', '-c', script]);
    await untilText(streamOf(child, 1), 'ready');
    const lifeline = readAll(streamOf(child, LIFELINE));
    const end = ended(child);
    child.kill(signal);
    t.equal((await lifeline).length, 0, 'nobody is left');
    const { code, report } = await end;
    t.equal(code, 128 + { SIGTERM: 15, SIGINT: 2, SIGHUP: 1 }[signal]);
    t.match(report, { ended: 'signal', endedBy: signal, exit: { signal: 'SIGKILL' } });
  });
}

t.test('SIGTERM is heard while nobody reads the output', async (t) => {
  const child = start([], ['sh', '-c', 'echo ready >&2; exec cat /dev/zero']);
  streamOf(child, 1).pause();
  await untilText(streamOf(child, 2), 'ready');
  const report = readAll(streamOf(child, REPORT));
  child.kill('SIGTERM');
  t.match(JSON.parse((await report).toString()), { ended: 'signal' });
  streamOf(child, 1).destroy();
});

t.test('a caller killed outright leaves nothing running', async (t) => {
  const target = 'setsid sleep 1000 & echo ready; sleep 1000';
  // The shell stays as the parent of the launcher, because a command follows.
  const caller = spawn('sh', ['-c', `"$0" --keep ${LIFELINE} -- sh -c '${target}'; :`, launch], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
  });
  await untilText(streamOf(caller, 1), 'ready');
  const lifeline = readAll(streamOf(caller, LIFELINE));
  caller.kill('SIGKILL');
  t.equal((await lifeline).length, 0);
});

t.test('when the reader of the report is gone, so is the target', async (t) => {
  const child = start(['--keep', `${LIFELINE}`], ['sh', '-c', 'echo ready; sleep 1000']);
  await untilText(streamOf(child, 1), 'ready');
  const lifeline = readAll(streamOf(child, LIFELINE));
  streamOf(child, REPORT).destroy();
  t.equal((await lifeline).length, 0);
});

t.test('build-native.sh builds once, and says what to install where there is no compiler', async (t) => {
  const out = join(t.testdir({}), 'native');
  mkdirSync(out);
  const script = join(root, 'scripts/build-native.sh');
  const env = { ...process.env, CC: 'no-such-compiler' };
  const none = spawnSync('sh', [script, out], { encoding: 'utf8', env });
  t.equal(none.status, 3);
  t.match(none.stderr, /Install one: \S+/);
  t.equal(spawnSync('sh', [script, out]).status, 0);
  t.equal(spawnSync('sh', [script, out], { env }).status, 0, 'nothing to do needs no compiler');
  t.equal(spawnSync(join(out, 'launch'), ['--', 'sh', '-c', 'exit 5']).status, 5);
});
