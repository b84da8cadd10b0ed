/**
 * What keeps trace-gate from a verdict: one class, a closed list of codes, and the only sentences about them.
 * Whoever throws gives facts; how they read, which exit code they mean and what to do about them is decided here.
 */
import { benchSentences, type BenchErrorFacts } from './bench-errors.js';
import { describeProblem, list, plural, suggest } from './config-problem.js';
import { argv, at, lastLines, placeOf, type Sentences } from './error-words.js';
import type { ConfigProblem } from './model/config.js';
import { commandLine, exitCodes, type ExitCode, type Place } from './model/finding.js';

interface TargetFacts {
  readonly target: string;
  /** The line of renacer.toml that names the program or the limit. */
  readonly place?: Place;
}
type ProgramFacts = TargetFacts & { readonly program: string };
interface CommandFacts extends TargetFacts {
  readonly command: readonly string[];
  /** `exited with code 2`, `was ended by SIGKILL`, `could not be started: ENOENT`. */
  readonly outcome: string;
  /** The last lines that it wrote; may be empty. */
  readonly output: string;
}
interface GoldenFacts {
  readonly file: string;
  /** Name of the golden, for the command to run. */
  readonly target: string;
}
type NoFacts = Readonly<Record<never, never>>;

export interface ErrorFacts extends BenchErrorFacts {
  E_CONFIG: { readonly file: string; readonly problems: readonly ConfigProblem[] };
  /** `file`: the one that was asked for. Absent: none was found from `from` upwards. */
  E_CONFIG_NOT_FOUND: { readonly from: string; readonly file?: string; readonly detail?: string };
  /** `targets`: the selected ones, none of which has anything to check. */
  E_EMPTY_GATE: { readonly file: string; readonly targets: readonly string[] };
  E_USAGE: { readonly detail: string; readonly hint?: string };
  E_UNKNOWN_TARGET: { readonly name: string; readonly file: string; readonly known: readonly string[] };
  E_NOT_LINUX: { readonly command: string; readonly platform: string };
  E_NO_STRACE: NoFacts;
  E_NO_RENACER: NoFacts;
  /** `file`: where it was looked for. */
  E_NO_RECORDER: { readonly file: string };
  /** `recorder`: its file. `detail`: its own line. */
  E_BACKEND: { readonly recorder: string; readonly backend: string; readonly detail: string };
  /** `detail`: the tracer's own words. `yamaScope`: /proc/sys/kernel/yama/ptrace_scope where it exists. */
  E_PTRACE_DENIED: { readonly detail: string; readonly yamaScope?: number };
  E_NO_LAUNCHER: { readonly file: string };
  /** `built`: its build command ran, and the program is still missing. */
  E_TARGET_MISSING: ProgramFacts & { readonly cwd: string; readonly built: boolean };
  E_TARGET_NOT_EXECUTABLE: ProgramFacts;
  E_TARGET_DIRECTORY: ProgramFacts;
  E_TARGET_WRONG_ARCH: ProgramFacts & { readonly detail: string };
  E_TARGET_START: ProgramFacts & { readonly errno: string };
  /** `tracer`: one under which some programs never end. */
  E_TIMEOUT: TargetFacts & { readonly timeoutMs: number; readonly tracer?: 'renacer' };
  E_NO_EVENTS: TargetFacts & { readonly backend: string };
  E_LOST: TargetFacts & { readonly count: number; readonly reason: string };
  E_UNPARSED: TargetFacts & {
    readonly count: number;
    readonly line: number;
    readonly column: number;
    readonly text: string;
    readonly reason: string;
  };
  E_TRACER_KILLED: TargetFacts & { readonly tracer: string; readonly outcome: string };
  E_BUILD_FAILED: CommandFacts;
  /** `step`: the launcher's word for it. */
  E_SURROUNDINGS: TargetFacts & { readonly step: string; readonly errno: string };
  E_SETUP_FAILED: CommandFacts & { readonly key: 'setup' | 'cleanup' };
  /** `looksLike`: `program output`, `an empty file`, `a renacer trace`. */
  E_GOLDEN_UNREADABLE: GoldenFacts & { readonly looksLike: string; readonly line?: number; readonly column?: number };
  E_GOLDEN_CONFLICT: GoldenFacts & { readonly line: number };
  E_GOLDEN_TRUNCATED: GoldenFacts & { readonly line: number };
  /** `of`: which version; the format's where absent, else that of the normalization rules. */
  E_GOLDEN_NEWER: GoldenFacts & { readonly version: number; readonly known: number; readonly of?: 'rules' };
  /** `version`, `known`: of the normalization rules. */
  E_GOLDEN_OUTDATED: GoldenFacts & { readonly version: number; readonly known: number };
  /** `at`: where in the document, e.g. `processes[0].steps[3].call`. */
  E_GOLDEN_INVALID: GoldenFacts & { readonly at: string; readonly detail: string; readonly line?: number };
  E_GOLDEN_EMPTY: GoldenFacts;
  /** What the backends of the golden and of this run never show; `backend`: this one's name. */
  E_GOLDEN_BACKEND: GoldenFacts & {
    readonly limits: readonly string[];
    readonly backend: string;
    readonly backendLimits: readonly string[];
  };
  /** `inTheWay`: what has to go first. */
  E_GOLDEN_WRITE: { readonly file: string; readonly detail: string; readonly inTheWay?: string };
  E_TRACE_FILE: { readonly file: string; readonly detail: string; readonly line?: number };
  E_REPORTER_WRITE: { readonly reporter: string; readonly file: string; readonly detail: string };
  E_DEFECT: { readonly detail: string };
}

export type ErrorCode = keyof ErrorFacts;

const { usage, noVerdict, golden, defect } = exitCodes;

const limitsText = (limits: readonly string[]): string =>
  limits.length === 0 ? 'no limits' : `the limits ${limits.join(', ')}`;
const regolden = ({ file, target }: GoldenFacts): string =>
  file.endsWith('.pending.json')
    ? `drop it with \`trace-gate reject ${target}\` and record it anew: \`trace-gate capture ${target}\``
    : `restore it with \`git checkout -- ${file}\`, or record it anew: \`rm ${file} && trace-gate capture ${target}\``;

const sentences: { readonly [Code in ErrorCode]: Sentences<ErrorFacts[Code]> } = {
  E_CONFIG: {
    exitCode: usage,
    message: ({ file, problems }) =>
      [`${file} has ${plural(problems.length, 'problem')}:`, ...problems.map((p) => `  ${describeProblem(p)}`)].join(
        '\n',
      ),
    hint: () => 'every key is described in trace-gate/schema/renacer-toml.schema.json, which editors can read',
  },
  E_CONFIG_NOT_FOUND: {
    exitCode: usage,
    message: ({ from, file, detail }) =>
      file === undefined
        ? `there is no renacer.toml in ${from} or a folder above it`
        : `${file} can't be read: ${detail ?? 'it does not exist'}`,
    hint: ({ file }) =>
      file === undefined
        ? 'run `trace-gate init` to make one, or name one with --config FILE'
        : 'check the path given to --config',
  },
  E_EMPTY_GATE: {
    exitCode: usage,
    message: ({ file, targets }) =>
      targets.length === 0
        ? `${file} names no target, so nothing would be checked: an empty gate is not a passed gate`
        : `nothing in ${file} checks ${list(targets)}: an empty gate is not a passed gate`,
    hint: ({ targets }) =>
      targets.length === 0
        ? 'add a [[target]] with a name and a command, or give a command after `--`'
        : 'add an [[assertion]] that applies, or let the target have a golden (`golden = true`)',
  },
  E_USAGE: {
    exitCode: usage,
    message: ({ detail }) => detail,
    hint: ({ hint }) => hint ?? 'run `trace-gate --help`',
  },
  E_UNKNOWN_TARGET: {
    exitCode: usage,
    message: ({ name, file }) => `${file} has no target named \`${name}\``,
    hint: ({ name, known }) => suggest(name, known, 'targets'),
  },
  E_NOT_LINUX: {
    exitCode: noVerdict,
    message: ({ command, platform }) =>
      `\`trace-gate ${command}\` records system calls, which needs Linux; this is ${platform}`,
    hint: ({ command }) =>
      `use CI or a container: docker run --rm --cap-add=SYS_PTRACE -v "$PWD":/work -w /work IMAGE npx trace-gate ${command} (an image with node and strace); diff, review and accept work here`,
  },
  E_NO_STRACE: {
    exitCode: noVerdict,
    message: () => 'strace is not installed',
    hint: () =>
      'apt-get install strace (or dnf install strace, apk add strace); `trace-gate doctor` shows what works here',
  },
  E_NO_RENACER: {
    exitCode: noVerdict,
    message: () => 'renacer is not found along PATH',
    hint: () =>
      'cargo install renacer --version 0.6.2 --locked, with ~/.cargo/bin in PATH; --backend strace needs none and shows more',
  },
  E_NO_RECORDER: {
    exitCode: noVerdict,
    message: ({ file }) => `${file}, which records by eBPF or ptrace, is not built`,
    hint: () =>
      'sh scripts/build-native.sh builds it (eBPF: apt-get install clang libbpf-dev bpftool); --backend strace needs none',
  },
  E_BACKEND: {
    exitCode: noVerdict,
    message: ({ backend, detail }) => `the backend ${backend} does not work here: ${detail}`,
    hint: ({ recorder, detail }) => {
      if (/built without it/.test(detail))
        return 'apt-get install clang libbpf-dev bpftool && sh scripts/build-native.sh';
      if (/BPF program: Operation not permitted/.test(detail))
        return `sudo setcap cap_bpf,cap_perfmon,cap_sys_nice=ep ${recorder}`;
      return 'eBPF needs a kernel with BTF, ptrace one from 5.3 on; --backend strace needs neither';
    },
  },
  E_PTRACE_DENIED: {
    exitCode: noVerdict,
    message: ({ detail }) => `the system does not let this user trace programs: ${detail}`,
    hint: ({ yamaScope }) =>
      yamaScope !== undefined && yamaScope > 1
        ? `kernel.yama.ptrace_scope is ${yamaScope}: sudo sysctl kernel.yama.ptrace_scope=1 (3 can only be lifted by a restart)`
        : 'in a container: docker run --cap-add=SYS_PTRACE; elsewhere: sudo sysctl kernel.yama.ptrace_scope=1',
  },
  E_NO_LAUNCHER: {
    exitCode: noVerdict,
    message: ({ file }) => `${file}, which measures time and memory, is not built`,
    hint: () =>
      'it is built on first use, which needs a C compiler: apt-get install gcc libc6-dev (or dnf install gcc glibc-devel, apk add gcc musl-dev linux-headers), then run this again',
  },
  E_TARGET_MISSING: {
    exitCode: noVerdict,
    message: ({ place, target, program, cwd }) =>
      `${at(place)}target \`${target}\`: \`${program}\` does not exist (seen from ${cwd})`,
    hint: ({ built }) =>
      built
        ? 'its build command ran and did not make it: compare the path in `command` with what the build writes'
        : 'build it first, or name the build command: build = ["make", "…"] in its [[target]]',
  },
  E_TARGET_NOT_EXECUTABLE: {
    exitCode: noVerdict,
    message: ({ place, target, program }) => `${at(place)}target \`${target}\`: \`${program}\` may not be executed`,
    hint: ({ program }) => `chmod +x ${program}, or name its interpreter first: command = ["python3", "${program}"]`,
  },
  E_TARGET_DIRECTORY: {
    exitCode: noVerdict,
    message: ({ place, target, program }) => `${at(place)}target \`${target}\`: \`${program}\` is a folder`,
    hint: () => 'name the program in it: the first word of `command` is the file to run',
  },
  E_TARGET_WRONG_ARCH: {
    exitCode: noVerdict,
    message: ({ place, target, program, detail }) =>
      `${at(place)}target \`${target}\`: \`${program}\` can't run on this machine: ${detail}`,
    hint: () => 'build it for this machine; a script needs `#!` and an interpreter in its first line',
  },
  E_TARGET_START: {
    exitCode: noVerdict,
    message: ({ place, target, program, errno }) =>
      `${at(place)}target \`${target}\`: \`${program}\` could not be started: ${errno}`,
    hint: ({ program }) => `try it by hand: ${program}; \`man 2 execve\` says what the error means`,
  },
  E_TIMEOUT: {
    exitCode: noVerdict,
    message: ({ place, target, timeoutMs }) =>
      `${at(place)}target \`${target}\` did not end within ${timeoutMs} ms; all of its processes were ended`,
    hint: ({ place, timeoutMs, tracer }) => {
      const own = `timeout_ms = ${timeoutMs * 2} in its [[target]]`;
      const longer = place?.file === commandLine ? `\`trace --timeout ${timeoutMs * 2}\`, or ${own}` : own;
      return tracer === undefined
        ? `give it longer (${longer}), or find out what it waits for: its standard input is empty`
        : `${tracer} delivers no signals, so what waits for one, or should die of one, never ends under it: record with --backend strace, or give it longer (${longer})`;
    },
  },
  E_NO_EVENTS: {
    exitCode: noVerdict,
    message: ({ place, target, backend }) =>
      `${at(place)}target \`${target}\`: ${backend} recorded no system call at all`,
    hint: () => 'every program makes some, so the recording failed: `trace-gate doctor` tries each backend',
  },
  E_LOST: {
    exitCode: noVerdict,
    message: ({ place, target, count, reason }) =>
      `${at(place)}target \`${target}\`: ${plural(count, 'event')} of the recording got lost: ${reason}`,
    hint: () => 'record again on a less loaded machine; a trace with gaps is never compared',
  },
  E_UNPARSED: {
    exitCode: noVerdict,
    message: ({ place, target, count, line, column, text, reason }) =>
      `${at(place)}target \`${target}\`: ${plural(count, 'record')} of the trace can't be read; the first is line ${line}, column ${column}: ${reason}: ${text}`,
    hint: () => 'record again; if it stays, report that line as a defect of trace-gate',
  },
  E_TRACER_KILLED: {
    exitCode: noVerdict,
    message: ({ place, target, tracer, outcome }) =>
      `${at(place)}target \`${target}\`: ${tracer} ${outcome} before the target ended`,
    hint: () => 'look for the out-of-memory killer (dmesg) or a job limit, then run again',
  },
  E_BUILD_FAILED: {
    exitCode: noVerdict,
    message: ({ place, target, command, outcome, output }) =>
      `${at(place)}target \`${target}\`: its build ${argv(command)} ${outcome}${lastLines(output)}`,
    hint: ({ command }) => `run it by hand, in the folder of renacer.toml: ${command.join(' ')}`,
  },
  E_SURROUNDINGS: {
    exitCode: noVerdict,
    message: ({ place, target, step, errno }) =>
      `${at(place)}target \`${target}\`: its surroundings could not be set up: ${step}: ${errno}`,
    hint: () => '`trace-gate capture --surroundings fixed` changes nothing of them',
  },
  E_SETUP_FAILED: {
    exitCode: noVerdict,
    message: ({ place, target, key, command, outcome, output }) =>
      `${at(place)}target \`${target}\`: its ${key} ${argv(command)} ${outcome}${lastLines(output)}`,
    hint: ({ command }) => `run it by hand, in the target's folder: ${command.join(' ')}`,
  },
  E_GOLDEN_UNREADABLE: {
    exitCode: golden,
    message: ({ file, line, column, looksLike }) =>
      `${at(placeOf(file, line, column))}not a golden: the file holds ${looksLike}`,
    hint: regolden,
  },
  E_GOLDEN_CONFLICT: {
    exitCode: golden,
    message: ({ file, line }) => `${at({ file, line })}the golden has merge conflict markers`,
    hint: ({ file, target }) =>
      `take one side (\`git checkout --theirs -- ${file}\`), then \`trace-gate capture ${target}\` shows what differs`,
  },
  E_GOLDEN_TRUNCATED: {
    exitCode: golden,
    message: ({ file, line }) => `${at({ file, line })}the golden ends in the middle`,
    hint: regolden,
  },
  E_GOLDEN_NEWER: {
    exitCode: golden,
    message: ({ file, version, known, of }) =>
      of === 'rules'
        ? `${at({ file })}the golden was made with version ${version} of the normalization rules; this trace-gate knows versions up to ${known}`
        : `${at({ file })}the golden has format version ${version}; this trace-gate knows versions up to ${known}`,
    hint: () => 'update: npm install --save-dev trace-gate@latest',
  },
  E_GOLDEN_OUTDATED: {
    exitCode: golden,
    message: ({ file, version, known }) =>
      `${at({ file })}the golden was made with version ${version} of the normalization rules; this trace-gate compares with version ${known}`,
    hint: ({ file, target }) =>
      `record it anew with a build that is known to be good: \`rm ${file} && trace-gate capture ${target}\``,
  },
  E_GOLDEN_INVALID: {
    exitCode: golden,
    message: ({ file, line, at: where, detail }) => `${at(placeOf(file, line))}not a valid golden: ${where} ${detail}`,
    hint: regolden,
  },
  E_GOLDEN_EMPTY: {
    exitCode: golden,
    message: ({ file }) => `${at({ file })}the golden has no steps, so every program would match it`,
    hint: regolden,
  },
  E_GOLDEN_BACKEND: {
    exitCode: golden,
    message: ({ file, limits, backend, backendLimits }) =>
      `${at({ file })}the golden was made by a backend with ${limitsText(limits)}, ${backend} has ${limitsText(backendLimits)}: what one of them never shows would be told as a change`,
    hint: ({ file, target, limits, backend }) =>
      `record with the backend that it was made by (--backend ${limits.length === 0 ? 'auto' : 'renacer'}), or make it anew: \`rm ${file} && trace-gate capture --backend ${backend} ${target}\``,
  },
  E_GOLDEN_WRITE: {
    exitCode: noVerdict,
    message: ({ file, detail }) => `${file} could not be written: ${detail}`,
    hint: ({ file, inTheWay }) =>
      inTheWay === undefined
        ? `make its folder writable: ls -ld ${file.replace(/[^/]*$/, '') || '.'}`
        : `move ${inTheWay} out of the way; nothing has been written`,
  },
  E_TRACE_FILE: {
    exitCode: noVerdict,
    message: ({ file, line, detail }) => `${at(placeOf(file, line))}not a trace that can be read: ${detail}`,
    hint: () =>
      'strace logs: strace -f -o FILE CMD, then `trace-gate import FILE --format strace`; renacer: renacer --format json -T -- CMD > FILE, then `--format renacer`; ours: `trace-gate trace -o FILE -- CMD`',
  },
  ...benchSentences,
  E_REPORTER_WRITE: {
    exitCode: noVerdict,
    message: ({ reporter, file, detail }) => `the ${reporter} report could not be written to ${file}: ${detail}`,
    hint: ({ reporter }) => `name a file in a folder that exists and can be written: --reporter ${reporter}=FILE`,
  },
  E_DEFECT: {
    exitCode: defect,
    message: ({ detail }) => `a defect of trace-gate itself: ${detail}`,
    hint: () => 'please report it with this message and the output of `trace-gate doctor`; this run is no verdict',
  },
};

/** Every code, for tests and `explain`. */
export const errorCodes = Object.keys(sentences) as readonly ErrorCode[];

/** The exit code that an error means. */
export const exitCodeOf = (code: ErrorCode): ExitCode => sentences[code].exitCode;

/** The only error that trace-gate throws on purpose; anything else that reaches the CLI is a defect. */
export class TraceGateError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'TraceGateError';
  readonly exitCode: ExitCode;
  readonly hint: string;

  constructor(
    readonly code: Code,
    readonly facts: ErrorFacts[Code],
    options?: ErrorOptions,
  ) {
    const { exitCode, message, hint } = sentences[code];
    super(message(facts), options);
    this.exitCode = exitCode;
    this.hint = hint(facts);
  }
}

/** Whether something caught is ours, and of that code where one is given. */
export function isTraceGateError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is TraceGateError<Code> {
  return error instanceof TraceGateError && (code === undefined || error.code === code);
}
