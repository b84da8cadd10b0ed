/** However a recording ends: nothing hangs, nothing is left behind, and what isn't whole is not taken for it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import {
  bpfObjectsOf,
  buildRecorder,
  compile,
  countOf,
  isBpfObject,
  isWhole,
  noBpftool,
  openFifo,
  parse,
  parseFile,
  processesOf,
  recorderOf,
  startRecorder,
  until,
  workingBackends,
  type Started,
} from './recorder-tools.js';

buildRecorder();
const folder = t.testdir({});
const timeout = 300_000;

const calls = compile(
  folder,
  'calls',
  `#include <stdlib.h>
   #include <sys/syscall.h>
   #include <unistd.h>
   int main(int argc, char **argv) {
     for (long i = atol(argv[1]); i > 0; i--) syscall(SYS_getppid);
   }`,
);
const forks = compile(
  folder,
  'forks',
  `#include <signal.h>
   #include <unistd.h>
   int main() {
     write(1, "ready", 5);
     signal(SIGCHLD, SIG_IGN);
     fork();
     for (;;) if (!fork()) _exit(0);
   }`,
);
/** Its own way of making calls without an end, and a child in a session of its own that does not go away by itself. */
const endless = ['sh', '-c', 'setsid sleep 1000 & echo ready; while :; do ls / >/dev/null; done'];

const nothingLeft = async (t: Test, { mark }: Started): Promise<void> => {
  t.ok(await until(() => processesOf(mark).length === 0), `left: ${processesOf(mark).join(' ')}`);
};

/** A stream without its end: the reader says so. */
const isCut = (t: Test, file: string): void => {
  const { events, parser } = parseFile(file);
  t.equal(parser.ended, undefined);
  t.match(
    events.filter(({ kind }) => kind === 'unparsed'),
    [{ truncated: true }],
  );
};

const backends = workingBackends();

for (const backend of backends) {
  const fileOf = (name: string): string => join(folder, `${name}-${backend}`);

  t.test(`${backend}: a reader that sleeps holds nothing up for good, and loses nothing`, { timeout }, async (t) => {
    const fifo = openFifo(fileOf('slow'));
    const started = startRecorder(backend, fileOf('slow'), [calls, '30000']);
    const chunks: Buffer[] = [];
    await new Promise<void>((resolve) => {
      fifo.on('data', (chunk) => {
        chunks.push(chunk);
        fifo.pause();
        setTimeout(() => fifo.resume(), 20);
      });
      fifo.on('close', resolve);
    });
    t.match(await started.ended, { code: 0 });
    const stream = parse(chunks);
    t.ok(isWhole(stream));
    t.equal(countOf(stream, 'getppid'), 30_000);
  });

  t.test(`${backend}: a reader that goes away ends the recording`, { timeout }, async (t) => {
    const fifo = openFifo(fileOf('deaf'));
    const started = startRecorder(backend, fileOf('deaf'), endless);
    await new Promise<void>((resolve) => fifo.once('data', () => resolve()));
    fifo.destroy();
    t.match(await started.ended, { code: 3, stderr: /recorder: write: Broken pipe/ });
    await nothingLeft(t, started);
  });

  t.test(`${backend}: a tree that only forks is ended at any moment`, { timeout }, async (t) => {
    for (let round = 0; round < 60; round++) {
      const fifo = openFifo(fileOf(`forks-${round}`));
      const started = startRecorder(backend, fileOf(`forks-${round}`), [forks]);
      fifo.resume();
      await started.ready;
      await delay(round);
      fifo.destroy();
      t.match(await started.ended, { code: 3, stderr: /recorder: write: Broken pipe/ });
      await nothingLeft(t, started);
    }
  });

  t.test(`${backend}: a full disk ends the recording, and what it holds is no trace`, { timeout }, async (t) => {
    const disk = fileOf('disk');
    mkdirSync(disk);
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', disk], {
      encoding: 'utf8',
    });
    if (status !== 0) return t.pass('', { skip: `no small disk can be mounted: ${stderr}` });
    t.teardown(() => spawnSync('umount', ['-l', disk]));
    const started = startRecorder(backend, join(disk, 'stream'), endless);
    t.match(await started.ended, { code: 3, stderr: /recorder: write: No space left/ });
    await nothingLeft(t, started);
    isCut(t, join(disk, 'stream'));
  });

  t.test(`${backend}: the recorder is killed`, { timeout }, async (t) => {
    const started = startRecorder(backend, fileOf('killed'), endless);
    await started.ready;
    const pid = recorderOf(started.mark);
    if (pid === undefined) return t.fail('the recorder does not run');
    const objects = bpfObjectsOf(pid);
    t.equal(objects.length > 0, backend === 'ebpf');
    process.kill(pid, 'SIGKILL');
    t.match(await started.ended, { code: 137 });
    await nothingLeft(t, started);
    isCut(t, fileOf('killed'));
    if (backend !== 'ebpf') return;
    if (noBpftool !== false) return t.pass('', { skip: noBpftool });
    t.ok(await until(() => !objects.some(isBpfObject)), 'the kernel has forgotten programs, maps and links');
  });

  t.test(`${backend}: the launcher is killed`, { timeout }, async (t) => {
    const started = startRecorder(backend, fileOf('orphaned'), endless);
    await started.ready;
    started.child.kill('SIGKILL');
    t.match(await started.ended, { signal: 'SIGKILL' });
    await nothingLeft(t, started);
  });

  t.test(`${backend}: a target that kills its parent`, { timeout }, async (t) => {
    const started = startRecorder(backend, fileOf('patricide'), ['sh', '-c', 'sleep 1000 & kill -KILL $PPID; wait']);
    t.match(await started.ended, { code: 137 });
    await nothingLeft(t, started);
    isCut(t, fileOf('patricide'));
  });

  t.test(`${backend}: a target that kills its own group`, { timeout }, async (t) => {
    const started = startRecorder(backend, fileOf('group'), ['sh', '-c', 'sleep 1000 & kill -KILL 0; wait']);
    t.match(await started.ended, { code: 137 });
    await nothingLeft(t, started);
    const stream = parseFile(fileOf('group'));
    t.ok(isWhole(stream), 'the recorder is not of that group');
    t.match(stream.parser.ended, { status: 9, endedBy: 0 });
    t.equal(stream.events.filter(({ kind }) => kind === 'exit').length, 2);
  });

  t.test(`${backend}: a target that closes every descriptor`, { timeout }, async (t) => {
    const program = compile(
      folder,
      `closes-${backend}`,
      `#include <sys/syscall.h>
       #include <unistd.h>
       int main() {
         syscall(SYS_close_range, 0, ~0U, 0);
         for (int fd = 0; fd < 1024; fd++) close(fd);
         for (int i = 0; i < 1000; i++) syscall(SYS_getppid);
         return 7;
       }`,
    );
    const started = startRecorder(backend, fileOf('closed'), [program]);
    t.match(await started.ended, { code: 7 });
    const stream = parseFile(fileOf('closed'));
    t.ok(isWhole(stream));
    t.equal(countOf(stream, 'getppid'), 1000);
  });

  t.test(`${backend}: a daemon is of the tree to its end`, { timeout }, async (t) => {
    const program = compile(
      folder,
      `daemon-${backend}`,
      `#include <fcntl.h>
       #include <stdlib.h>
       #include <sys/syscall.h>
       #include <unistd.h>
       int main(int argc, char **argv) {
         if (fork()) return 0;
         setsid();
         if (fork()) _exit(0);
         close(0), close(1), close(2);
         usleep(300000);
         for (int i = 0; i < 1000; i++) syscall(SYS_getppid);
         creat(argv[1], 0600);
       }`,
    );
    const started = startRecorder(backend, fileOf('outlives'), [program, fileOf('last-deed')]);
    t.match(await started.ended, { code: 0 });
    await nothingLeft(t, started);
    t.ok(existsSync(fileOf('last-deed')), 'it is waited for');
    const stream = parseFile(fileOf('outlives'));
    t.ok(isWhole(stream));
    t.equal(countOf(stream, 'getppid'), 1000);
    t.equal(stream.events.filter(({ kind }) => kind === 'exit').length, 3);
  });

  t.test(`${backend}: SIGTERM while nobody reads`, { timeout }, async (t) => {
    const fifo = openFifo(fileOf('stuck'));
    fifo.pause();
    const started = startRecorder(backend, fileOf('stuck'), endless);
    await started.ready;
    await delay(500);
    started.child.kill('SIGTERM');
    t.match(await started.ended, { code: 143 });
    await nothingLeft(t, started);
    fifo.destroy();
  });

  t.test(`${backend}: eight at once, each with its own tree alone`, { timeout }, async (t) => {
    const counts = Array.from({ length: 8 }, (_, index) => 2000 + index);
    const all = counts.map((count) =>
      startRecorder(backend, fileOf(`at-once-${count}`), ['sh', '-c', `${calls} ${count} & ${calls} ${count}; wait`]),
    );
    for (const { ended } of all) t.match(await ended, { code: 0 });
    for (const count of counts) {
      const stream = parseFile(fileOf(`at-once-${count}`));
      t.ok(isWhole(stream));
      const seen = stream.events.filter((event) => event.kind === 'syscall' && event.name === 'getppid');
      const byTask = new Map<number, number>();
      for (const { tid } of seen) byTask.set(tid, (byTask.get(tid) ?? 0) + 1);
      // The shell asks once, too.
      t.strictSame(
        [...byTask.values()].filter((calls) => calls > 1),
        [count, count],
      );
    }
  });
}

const none = backends.length === 0 && 'no backend works here';

t.test('many in a row leave nothing', { skip: none, timeout }, async (t) => {
  for (const backend of backends) {
    if (backend === 'ebpf' && noBpftool !== false) {
      t.pass('', { skip: noBpftool });
      continue;
    }
    const script = resolve(import.meta.dirname, '../../scripts/check-recorder-leaks.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '24', backend], { encoding: 'utf8' });
    t.equal(status, 0, stdout + stderr);
  }
});

t.test('a stream cut anywhere is never whole', { skip: none }, async (t) => {
  for (const backend of backends) {
    const file = join(folder, `whole-${backend}`);
    t.match(await startRecorder(backend, file, ['true']).ended, { code: 0 });
    const bytes = readFileSync(file);
    t.ok(isWhole(parse([bytes])));
    let taken = 0;
    for (let length = 0; length < bytes.length; length += 4)
      taken += isWhole(parse([bytes.subarray(0, length)])) ? 1 : 0;
    t.equal(taken, 0);
  }
});
