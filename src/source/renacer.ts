/**
 * The renacer backend: renacer 0.6 to 0.10 as it is installed by cargo. It prints its JSON at the end of the target's own stdout, so that is kept in
 * memory until then and given on without it: nothing of what a target writes ever lies on a disk.
 */
import { execa } from 'execa';
import { constants as bufferLimits } from 'node:buffer';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { machine } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { TraceGateError } from '../errors.js';
import { errnoName } from '../model/errno.js';
import { signalNumber } from '../model/signals.js';
import type { TraceEvent } from '../model/trace.js';
import { launch, type LaunchResult } from './launcher.js';
import {
  checkSurroundings,
  checkWhole,
  factsOf,
  ptraceDenied,
  tracerKilled,
  type Recording,
  type TargetOutput,
} from './recording.js';
import { searchPath, type RunPlan, type RunWorld } from './surroundings.js';

const tracer = 'renacer';

/** -T: how long each call took. Never -f (it follows nothing and ends what it lost) and never -e (it makes nothing cheaper). */
const options = ['--format', 'json', '-T'] as const;

/** Where the document stands in the output, and what it says; from the parse room, handed in because source/ does not know formats. */
export type DocumentReader = (
  output: string,
) => { readonly events: readonly TraceEvent[]; readonly start: number; readonly end: number } | undefined;

export interface RenacerProbe {
  /** Absolute: the target may have another PATH. */
  readonly file: string;
  readonly version: string;
}

let probed: Promise<RenacerProbe | undefined> | undefined;

/** Finds renacer and its version along PATH, once. Undefined: there is none. */
export function probeRenacer(): Promise<RenacerProbe | undefined> {
  probed ??= askRenacer();
  return probed;
}

/** Its later name is aprender-profile, from 0.29 on. */
const programs = ['renacer', 'aprender-profile'] as const;

async function askRenacer(): Promise<RenacerProbe | undefined> {
  for (const file of programs.flatMap((program) => searchPath(process.env).map((folder) => join(folder, program)))) {
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!found) continue;
    const result = await execa(file, ['--version'], { reject: false, stdin: 'ignore', timeout: 10_000 });
    const version = /^(?:renacer|aprender-profile) (\S+)/.exec(result.stdout)?.[1];
    if (version !== undefined) return { file, version };
  }
  return undefined;
}

/** Keeps all that is written to it. */
class Collector extends Writable {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#length += chunk.length;
    if (this.#length <= bufferLimits.MAX_STRING_LENGTH) this.#chunks.push(chunk);
    done();
  }

  /** One character per byte; undefined: more than a text can hold. */
  text(): string | undefined {
    return this.#length > bufferLimits.MAX_STRING_LENGTH ? undefined : Buffer.concat(this.#chunks).toString('latin1');
  }
}

/** `Failed to exec ./x: Exec format error (os error 8)`, of the child that should have become the target. */
const notExecuted = /^Failed to exec .*\(os error (\d+)\)$/m;
const denied = /EPERM|Operation not permitted/;

async function throwNoTrace(
  plan: RunPlan,
  { report, failure, stderrTail }: LaunchResult,
  tooLong: boolean,
): Promise<never> {
  if (failure) throw new TraceGateError('E_NO_RENACER', {});
  const errno = notExecuted.exec(stderrTail)?.[1];
  if (errno !== undefined)
    throw new TraceGateError('E_TARGET_START', {
      ...factsOf(plan),
      program: plan.command[0],
      errno: errnoName(Number(errno)),
    });
  const words = /^Error: [^]*?(?=\n\s*\n?Stack backtrace:|$(?![^]))/m.exec(stderrTail)?.[0].replace(/\s+/g, ' ') ?? '';
  if (denied.test(words)) throw await ptraceDenied(`${tracer}: ${words}`);
  if (report && 'signal' in report.exit) throw tracerKilled(plan, tracer, report.exit.signal);
  const why = tooLong ? 'its output is longer than a text can be' : words;
  throw new TraceGateError('E_NO_EVENTS', { ...factsOf(plan), backend: why === '' ? tracer : `${tracer} (${why})` });
}

/** An exit code of 128+n is one, unless renacer says on stderr that a signal ended the target. */
function withSignal(events: readonly TraceEvent[], stderr: string): readonly TraceEvent[] {
  const signal = /^Process \d+ killed by signal: (SIG[A-Z0-9+]+)$/m.exec(stderr)?.[1];
  if (signal === undefined) return events;
  return events.map((event) =>
    event.kind === 'exit' && event.outcome.kind === 'exited' && event.outcome.code === 128 + signalNumber(signal)
      ? { ...event, outcome: { kind: 'killed', signal, coreDumped: false } }
      : event,
  );
}

/** Records one run; throws where there is no whole trace, as the strace backend does. What renacer itself never shows is the caller's to say. */
export async function recordWithRenacer(
  plan: RunPlan,
  command: readonly string[],
  world: RunWorld,
  read: DocumentReader,
  output?: TargetOutput,
): Promise<Recording> {
  const probe = await probeRenacer();
  if (!probe) throw new TraceGateError('E_NO_RENACER', {});
  const stdout = new Collector();
  const stderr = output?.stderr ?? new Writable({ write: (_chunk, _encoding, done) => done() });
  const result = await launch({
    command: [probe.file, ...options, '--', ...command],
    cwd: world.outside.cwd,
    env: world.env,
    surroundings: world.launch,
    timeoutMs: plan.timeoutMs,
    ...(plan.stdin === undefined ? {} : { stdin: plan.stdin }),
    output: { stdout, stderr },
  });
  checkSurroundings(plan, result);
  const text = stdout.text();
  const document = text === undefined ? undefined : read(text);
  if (text !== undefined) output?.stdout.write(Buffer.from(ownOutput(text, document), 'latin1'));
  if (result.timedOut) throw new TraceGateError('E_TIMEOUT', { ...factsOf(plan), timeoutMs: plan.timeoutMs, tracer });
  if (!document || !document.events.some(({ kind }) => kind === 'syscall' || kind === 'unparsed'))
    return throwNoTrace(plan, result, text === undefined);
  const events = withSignal(document.events, result.stderrTail);
  checkWhole(plan, tracer, events, result);
  return {
    trace: { backend: { class: 'ptrace', name: tracer, version: probe.version }, arch: machine(), events },
    result,
  };
}

/** What the target itself wrote. */
function ownOutput(text: string, document: { readonly start: number; readonly end: number } | undefined): string {
  if (!document) return text;
  return text.slice(0, document.start) + text.slice(document.end).replace(/^\n/, '');
}
