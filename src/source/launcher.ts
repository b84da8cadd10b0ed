/**
 * The launcher (native/launch.c): every target starts through it, traced or not, so that it finds the same world: real pipes, default signals,
 * no descriptor of ours, a process tree that can be ended as a whole.
 */
import { execa } from 'execa';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TraceGateError } from '../errors.js';

/** The launcher's report, one line of JSON. */
export interface LaunchReport {
  readonly wallNs: number;
  readonly userNs: number;
  readonly systemNs: number;
  readonly peakRssBytes: number;
  /** How long its first task was ready to run and had no processor; absent: the kernel does not tell. */
  readonly queuedNs?: number;
  /** Absent: was not asked for. */
  readonly treeRssBytes?: number;
  readonly exit: { readonly code: number } | { readonly signal: string; readonly coreDumped: boolean };
  readonly aslr: 'on' | 'off';
  /** signal: the launcher was told to end it. */
  readonly ended: 'exit' | 'signal';
}

export interface LaunchRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** File for standard input; absent: empty. */
  readonly stdin?: string;
  readonly noAslr?: boolean;
  /** How often the memory of the whole tree is added up, milliseconds; it costs a look at every process of the system. */
  readonly sampleMs?: number;
  readonly timeoutMs: number;
  /** Options of the launcher that change what must not matter (native/launch-surroundings.c). */
  readonly surroundings?: readonly string[];
  /** Where the target's own output goes; absent: only its end is kept, for error messages. */
  readonly output?: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream };
}

export interface LaunchResult {
  /** Absent: the launcher itself was killed. */
  readonly report?: LaunchReport;
  /** The command could not be executed, or its surroundings could not be set up. */
  readonly failure?: { readonly op: string; readonly errno: string };
  readonly timedOut: boolean;
  /** The end of what it wrote, latin-1. */
  readonly stdoutTail: string;
  readonly stderrTail: string;
}

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const tailLength = 4096;

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

let found: Promise<string> | undefined;

/** The launcher's file. Built on the first use where a package manager ran no script; throws E_NO_LAUNCHER where that is not possible. */
export function findLauncher(): Promise<string> {
  found ??= locate();
  return found;
}

/** Folder of the package that holds the programs for this architecture, where the package manager has installed it. */
function packaged(): string[] {
  try {
    return [fileURLToPath(new URL('bin', import.meta.resolve(`@trace-gate/linux-${process.arch}/package.json`)))];
  } catch {
    return [];
  }
}

async function locate(): Promise<string> {
  const script = join(packageRoot, 'scripts', 'build-native.sh');
  const local = join(packageRoot, 'build', 'native');
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'trace-gate', 'native');
  for (const folder of [...packaged(), local, cache]) {
    if (await isExecutable(join(folder, 'launch'))) return join(folder, 'launch');
  }
  for (const folder of [local, cache]) {
    const made = await mkdir(folder, { recursive: true }).then(
      () => true,
      () => false,
    );
    if (made && (await execa('sh', [script, folder], { reject: false, stdin: 'ignore' })).exitCode === 0)
      return join(folder, 'launch');
  }
  throw new TraceGateError('E_NO_LAUNCHER', { file: join(dirname(script), '..', 'build', 'native', 'launch') });
}

/** Keeps the last bytes of a stream. */
function tailOf(
  stream: NodeJS.ReadableStream | undefined | null,
  onward: NodeJS.WritableStream | undefined,
): () => string {
  let tail = '';
  stream?.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('latin1')).slice(-tailLength);
    onward?.write(chunk);
  });
  return () => tail;
}

function parseReport(text: string): Pick<LaunchResult, 'report' | 'failure'> {
  const line = text.trim();
  if (line === '') return {};
  const value = JSON.parse(line) as LaunchReport & { error?: { op: string; errno: string } };
  return value.error ? { failure: value.error } : { report: value };
}

/** What `running` ends when the CLI is told to stop. */
const running = new Set<{ kill(signal: NodeJS.Signals): unknown }>();

/** We were told to stop: no verdict, no error, nothing more is started. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

let stopping = false;

/** Ends every tree that is running now, and starts none any more; the launcher's own end is waited for by whoever started it. */
export function endRunning(): void {
  stopping = true;
  for (const child of running) child.kill('SIGTERM');
}

/** For what runs without the launcher: it is ended with the rest, too. */
export async function endedWithUs<Result>(
  child: PromiseLike<Result> & { kill(signal: NodeJS.Signals): unknown },
): Promise<Result> {
  if (stopping) throw new Stopped();
  running.add(child);
  try {
    const result = await child;
    if (stopping) throw new Stopped();
    return result;
  } finally {
    running.delete(child);
  }
}

/** Runs a command to its end, or ends it with its whole tree at the timeout. */
export async function launch(
  request: LaunchRequest,
  options: { onStart?: (exited: Promise<void>) => void } = {},
): Promise<LaunchResult> {
  const launcher = await findLauncher();
  if (stopping) throw new Stopped();
  const args = ['--report', '3', '--umask', '022'];
  if (request.noAslr === true) args.push('--no-aslr');
  if (request.sampleMs !== undefined) args.push('--sample-ms', String(request.sampleMs));
  if (request.stdin !== undefined) args.push('--stdin', request.stdin);
  args.push(...(request.surroundings ?? []));
  const child = execa(launcher, [...args, '--', ...request.command], {
    cwd: request.cwd,
    env: request.env,
    extendEnv: false,
    reject: false,
    buffer: false,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // Away from the terminal's group: Ctrl-C reaches the CLI, which ends the tree in order.
    detached: true,
    cleanup: true,
  });
  running.add(child);
  let report = '';
  (child.stdio[3] as NodeJS.ReadableStream | undefined)?.on('data', (chunk: Buffer) => (report += chunk.toString()));
  const stdout = tailOf(child.stdout, request.output?.stdout);
  const stderr = tailOf(child.stderr, request.output?.stderr);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGTERM');
  }, request.timeoutMs);
  options.onStart?.(child.then(() => undefined));
  try {
    await child;
  } finally {
    clearTimeout(timer);
    running.delete(child);
  }
  if (stopping) throw new Stopped();
  return { ...parseReport(report), timedOut, stdoutTail: stdout(), stderrTail: stderr() };
}
