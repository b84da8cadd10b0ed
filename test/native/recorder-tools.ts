/** What tests of the recorder share: it runs under the launcher, as the CLI starts it, and every process of its tree carries a mark. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { constants, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { TraceEvent } from '../../src/model/trace.js';
import { RecorderParser } from '../../src/parse/recorder.js';

const root = resolve(import.meta.dirname, '../..');
const native = join(root, 'build/native');
export const launcher = join(native, 'launch');
/** Another build of it: `make check-sanitized`. */
export const recorder = process.env['TRACE_GATE_RECORDER'] ?? join(native, 'recorder');

/** Builds what is tested; ends the test file where that is not possible. */
export function buildRecorder(): void {
  if (process.platform !== 'linux') {
    t.pass('the recorder is for Linux');
    process.exit(0);
  }
  const build = spawnSync('sh', [join(root, 'scripts/build-native.sh')], { encoding: 'utf8' });
  if (build.status !== 0) t.bailout(`build-native.sh: ${build.stderr}`);
}

/** The backends that work here; says why another one doesn't. */
export function workingBackends(): string[] {
  return ['ebpf', 'ptrace'].filter((backend) => {
    const args = ['--backend', backend, '--output', '/dev/null', '--', 'true'];
    const { status, stderr } = spawnSync(recorder, args, { encoding: 'utf8' });
    if (status !== 0) t.comment(`no ${backend} here: ${stderr}`);
    return status === 0;
  });
}

/** What gcc 14 refuses, wherever the tests run. */
export const modernC = [
  'implicit-function-declaration',
  'implicit-int',
  'int-conversion',
  'incompatible-pointer-types',
].map((what) => `-Werror=${what}`);

export function compile(folder: string, name: string, source: string, ...flags: readonly string[]): string {
  const program = join(folder, name);
  writeFileSync(`${program}.c`, source);
  const args = ['-O1', ...modernC, '-o', program, `${program}.c`, '-pthread', ...flags];
  const { status, stderr } = spawnSync(process.env['CC'] ?? 'cc', args, { encoding: 'utf8' });
  if (status !== 0) t.bailout(stderr);
  return program;
}

/** A program that runs its arguments with the signals ignored that libc keeps for itself, as some callers do. */
export const ignorer = (folder: string): string =>
  compile(
    folder,
    'ignorer',
    `#include <signal.h>
     #include <sys/syscall.h>
     #include <unistd.h>
     int main(int argc, char **argv) {
       void *ignored[4] = {SIG_IGN};
       for (int i = 32; i < 34; i++)
         if (syscall(SYS_rt_sigaction, i, ignored, 0, 8)) return 1;
       execvp(argv[1], argv + 1);
     }`,
  );

export interface Stream {
  readonly events: readonly TraceEvent[];
  readonly parser: RecorderParser;
}

export function parse(chunks: readonly Uint8Array[]): Stream {
  const parser = new RecorderParser();
  return { parser, events: [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()] };
}

export const parseFile = (file: string): Stream => parse([readFileSync(file)]);

/** Has its end, and nothing is missing in it. */
export const isWhole = ({ events, parser }: Stream): boolean =>
  parser.ended !== undefined && events.every(({ kind }) => kind !== 'lost' && kind !== 'unparsed');

export const countOf = ({ events }: Stream, name: string): number =>
  events.filter((event) => event.kind === 'syscall' && event.name === name).length;

let marks = 0;
/** For the environment of a tree: whoever carries it belongs to it. */
export const newMark = (): string => `${process.pid}.${++marks}.`;
const variable = 'RECORDER_TEST_MARK';

/** The processes of a tree that are there, zombies not among them. */
export function processesOf(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => textOf(`/proc/${pid}/environ`).split('\0').includes(`${variable}=${mark}`))
    .map(Number);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it has ended in between
  }
}

export async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 600; tries++) {
    if (condition()) return true;
    await delay(50);
  }
  return false;
}

/** The recorder among the processes of a tree. */
export const recorderOf = (mark: string): number | undefined =>
  processesOf(mark).find((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`) === recorder;
    } catch {
      return false;
    }
  });

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly mark: string;
  readonly ended: Promise<Ended>;
  /** Resolves when the target has written something. */
  readonly ready: Promise<void>;
}

/** Starts the recorder under the launcher. */
export function startRecorder(
  backend: string,
  output: string,
  command: readonly string[],
  options: readonly string[] = [],
): Started {
  const mark = newMark();
  const args = ['--report', '3', '--', recorder, '--backend', backend, '--output', output, ...options, '--'];
  const child = spawn(launcher, [...args, ...command], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, [variable]: mark },
  });
  let [stdout, stderr] = ['', ''];
  const ready = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return { child, mark, ended, ready };
}

/** Reads a FIFO; opened before a writer is there. */
export function openFifo(file: string): Socket {
  const made = spawnSync('mkfifo', ['-m', '600', file], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Programs, maps and links of BPF that a process holds, as `kind id`. */
export function bpfObjectsOf(pid: number): string[] {
  let names: string[];
  try {
    names = readdirSync(`/proc/${pid}/fdinfo`);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const [, kind, id] = /^(prog|map|link)_id:\s*(\d+)$/m.exec(textOf(`/proc/${pid}/fdinfo/${name}`)) ?? [];
    return kind === undefined ? [] : [`${kind} ${id}`];
  });
}

const bpftool = ['bpftool', '/usr/sbin/bpftool'].find((file) => !spawnSync(file, ['version']).error);
export const noBpftool = bpftool === undefined ? 'bpftool is not there to look' : false;

/** Whether the kernel still has it. */
export function isBpfObject(object: string): boolean {
  const [kind = '', id = ''] = object.split(' ');
  return spawnSync(bpftool ?? '', [kind, 'show', 'id', id]).status === 0;
}
