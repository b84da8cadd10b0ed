/** A recording by the recorder that ends otherwise than it should is no verdict, and leaves no process. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { cannotRecord, folderWith, run, start } from './command.js';

const skip = cannotRecord();
const timeout = 300_000;
const recorder = resolve(import.meta.dirname, '../../build/native/recorder');

/** Launcher, recorder and target all have the target's command in theirs. */
const processesWith = (mark: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      } catch {
        return false; // it has ended in between
      }
    });

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (condition()) return true;
    await delay(50);
  }
  return false;
}

async function backendsFor(t: Test, folder: string): Promise<string[]> {
  const works: string[] = [];
  for (const backend of ['ptrace', 'ebpf']) {
    const { code, stderr } = await run(folder, ['trace', '--backend', backend, '--', 'true']);
    if (code === 0) works.push(backend);
    else t.comment(`no ${backend} here: ${stderr}`);
  }
  if (works.length === 0) t.pass('', { skip: 'no backend of the recorder works here' });
  return works;
}

t.test('the command line is killed', { skip, timeout }, async (t) => {
  const folder = folderWith(t);
  for (const backend of await backendsFor(t, folder)) {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const mark = `1000.${process.pid}${backend.length}${signal.length}`;
      const script = `setsid sleep ${mark} & touch ready; while :; do ls / >/dev/null; done`;
      const child = start(folder, ['trace', '--backend', backend, '--', 'sh', '-c', script]);
      t.ok(await until(() => readdirSync(folder).includes('ready')), `${backend} ${signal}: it runs`);
      t.ok(processesWith(mark).length >= 4);
      child.kill(signal);
      await child;
      t.ok(await until(() => processesWith(mark).length === 0), `${backend} ${signal}: nothing is left`);
      spawnSync('rm', ['-f', join(folder, 'ready')]);
    }
  }
});

t.test('a target that kills the recorder', { skip, timeout }, async (t) => {
  const folder = folderWith(t);
  for (const backend of await backendsFor(t, folder)) {
    const mark = `1001.${process.pid}${backend.length}`;
    const script = `setsid sleep ${mark} & ls / >/dev/null; kill -KILL $PPID; wait`;
    t.match(await run(folder, ['trace', '--backend', backend, '-o', 'trace.json', '--', 'sh', '-c', script]), {
      code: 3,
      stderr: /the recorder was ended by/,
    });
    t.notOk(readdirSync(folder).includes('trace.json'));
    t.ok(await until(() => processesWith(mark).length === 0), `${backend}: nothing is left`);
  }
});

t.test('a stream that was cut is no trace, wherever it was cut', { skip, timeout }, async (t) => {
  const folder = folderWith(t);
  const [backend] = await backendsFor(t, folder);
  if (backend === undefined) return;
  const stream = join(folder, 'stream');
  t.equal(spawnSync(recorder, ['--backend', backend, '--output', stream, '--', 'true']).status, 0);
  const { length } = readFileSync(stream);
  const fake = join(folder, 'fake');
  // --backend B --output FIFO …; exits as one whose disk is full, and as if nothing had been wrong.
  for (const [bytes, exit] of [
    [length - 8, 3],
    [length - 8, 0],
    [length - 100, 0],
    [length >> 1, 0],
    [100, 0],
    [8, 0],
  ]) {
    writeFileSync(fake, `#!/bin/sh\nhead -c ${bytes} '${stream}' >"$4"\nexit ${exit}\n`, { mode: 0o755 });
    const { code, stderr } = await run(folder, ['trace', '--backend', backend, '-o', 'trace.json', '--', 'true'], {
      env: { TRACE_GATE_RECORDER: fake },
    });
    t.equal(code, 3, `${bytes} bytes`);
    t.match(stderr, /the recorder was ended by something before|recorded no system call/);
    t.notOk(readdirSync(folder).includes('trace.json'));
  }
  writeFileSync(fake, `#!/bin/sh\ncat '${stream}' >"$4"\n`, { mode: 0o755 });
  const whole = ['trace', '--backend', backend, '-o', 'trace.json', '--', 'true'];
  t.match(await run(folder, whole, { env: { TRACE_GATE_RECORDER: fake } }), { code: 0 }, 'the whole one is');
});

t.test('a full disk has no part of a trace', { skip, timeout }, async (t) => {
  const folder = folderWith(t, { 'disk/mount-point': '' });
  const disk = join(folder, 'disk');
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk], { encoding: 'utf8' });
  if (status !== 0) return t.pass('', { skip: `no small disk can be mounted: ${stderr}` });
  t.teardown(() => spawnSync('umount', ['-l', disk]));
  for (const backend of await backendsFor(t, folder)) {
    const file = join(disk, 'trace.json');
    const target = ['ls', '-lR', '/etc'];
    const small = await run(folder, ['trace', '--backend', backend, '-o', file, '--', ...target]);
    t.match(small, { code: 3, stderr: /could not be written: ENOSPC/ });
    t.strictSame(readdirSync(disk), []);
    // What passes through the FIFO takes no room where the FIFO lies.
    const env = { TMPDIR: disk };
    const whole = await run(folder, ['trace', '--backend', backend, '-o', 'whole.json', '--', ...target], { env });
    t.match(whole, { code: 0 });
  }
});

const nameOf = (pid: string): string => readFileSync(`/proc/${pid}/comm`, 'latin1').trim();

t.test('whoever ends the launcher or the recorder from outside gets no verdict', { skip, timeout }, async (t) => {
  const folder = folderWith(t);
  for (const backend of await backendsFor(t, folder)) {
    for (const [victim, signal] of [
      ['launch', 'SIGKILL'],
      ['recorder', 'SIGTERM'],
    ] as const) {
      const mark = `1002.${process.pid}${backend.length}${victim.length}`;
      const child = start(folder, [
        'trace',
        '--backend',
        backend,
        '-o',
        'o.json',
        '--',
        'sh',
        '-c',
        `touch ready; sleep ${mark}`,
      ]);
      t.ok(await until(() => readdirSync(folder).includes('ready')), `${backend} ${victim}: it runs`);
      const pid = processesWith(mark).find((each) => nameOf(each) === victim);
      process.kill(Number(pid), signal);
      const { exitCode, stderr } = await child;
      t.equal(exitCode, 3, `${backend} ${victim}`);
      t.match(stderr, new RegExp(`the ${victim === 'launch' ? 'launcher' : victim} was ended by`));
      t.notOk(readdirSync(folder).includes('o.json'));
      t.ok(await until(() => processesWith(mark).length === 0), `${backend} ${victim}: nothing is left`);
      spawnSync('rm', ['-f', join(folder, 'ready')]);
    }
  }
});
