/** doctor: what works here, and for what does not the one command that helps. */
import { readFile, rm } from 'node:fs/promises';
import { machine } from 'node:os';
import picocolors from 'picocolors';
import { findConfig } from '../config/find-config.js';
import { targetDefaults } from '../config/target-defaults.js';
import { isTraceGateError } from '../errors.js';
import type { BackendName } from '../gate/backends.js';
import { takeTrace } from '../gate/record.js';
import { exitCodes } from '../model/finding.js';
import { findLauncher } from '../source/launcher.js';
import { probeRenacer } from '../source/renacer.js';
import { scratchFolder } from '../source/surroundings.js';
import { isCi, wantsColor, type Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';

interface Row {
  readonly name: string;
  /** false: it keeps something from working. undefined: nothing depends on it. */
  readonly ok?: boolean;
  readonly detail: string;
  /** The command that helps. */
  readonly hint?: string;
}

/** Architectures whose system calls are in the table. */
const knownMachines = new Set(['x86_64', 'aarch64', 'arm64']);
/** package.json's engines. */
const oldestNode = [20, 19] as const;

function failureOf(error: unknown): Pick<Row, 'ok' | 'detail' | 'hint'> {
  if (!isTraceGateError(error)) return { ok: false, detail: String(error) };
  return { ok: false, detail: error.message, hint: error.hint };
}

function nodeRow(): Row {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return {
    name: 'node',
    ok,
    detail: process.version,
    ...(ok ? {} : { hint: 'npx --package node@22 trace-gate doctor' }),
  };
}

function systemRows(): Row[] {
  const linux = process.platform === 'linux';
  const hint = 'docker run --rm -it --cap-add=SYS_PTRACE -v "$PWD":/work -w /work node:22 bash';
  const arch = machine();
  return [
    {
      name: 'platform',
      ok: linux,
      detail: linux ? 'linux' : `${process.platform}: recording needs Linux`,
      ...(linux ? {} : { hint }),
    },
    {
      name: 'architecture',
      ok: knownMachines.has(arch),
      detail: arch,
      ...(knownMachines.has(arch) ? {} : { hint: 'docker run --platform linux/amd64 node:22 (or linux/arm64)' }),
    },
    nodeRow(),
  ];
}

async function launcherRow(): Promise<Row> {
  const name = 'launcher';
  try {
    return { name, ok: true, detail: await findLauncher() };
  } catch (error) {
    return { name, ...failureOf(error) };
  }
}

/** A recording of `true` as a target would be recorded: what makes it fail would make every target fail. */
async function backendRow(name: BackendName): Promise<Row> {
  let folder: string | undefined;
  try {
    folder = await scratchFolder();
    const { trace } = await takeTrace(
      {
        target: 'true',
        command: ['true'],
        cwd: folder,
        root: folder,
        env: {},
        passEnv: [],
        timeoutMs: targetDefaults.timeoutMs,
        workdir: 'inplace',
      },
      { redact: [], built: false, backend: name },
    );
    const calls = trace.events.filter(({ kind }) => kind === 'syscall').length;
    return { name, ok: true, detail: `\`true\` recorded: ${calls} system calls` };
  } catch (error) {
    return { name, ...failureOf(error) };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** In the order in which `auto` tries them. */
async function backendRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of ['ebpf', 'ptrace', 'strace'] as const) rows.push(await backendRow(name));
  const first = rows.find(({ ok }) => ok === true);
  return rows.map((row) => (row === first ? { ...row, detail: `${row.detail}; \`auto\` takes it` } : row));
}

/** Nothing needs it: `auto` never takes it. */
async function renacerRow(): Promise<Row> {
  const probe = await probeRenacer();
  return probe
    ? { name: 'renacer', ok: true, detail: `version ${probe.version}, for --backend renacer` }
    : { name: 'renacer', detail: 'not found along PATH; only --backend renacer needs it', hint: installRenacer };
}

const installRenacer = 'cargo install renacer --version 0.6.2 --locked';

const scopes: Readonly<Record<string, string>> = {
  '0': 'every process of the user',
  '1': 'own children, which is what is needed',
  '2': 'administrators only',
  '3': 'nobody, until a restart',
};

async function scopeRow(): Promise<Row> {
  const name = 'ptrace scope';
  const text = (await readFile('/proc/sys/kernel/yama/ptrace_scope', 'utf8').catch(() => '')).trim();
  if (text === '') return { name, detail: 'the kernel does not limit it' };
  const detail = `${text}: ${scopes[text] ?? 'unknown'}`;
  // Administrators, and whoever has CAP_SYS_PTRACE, may trace at 2 as well: the recording tells.
  return text === '2' || text === '3'
    ? { name, ok: text === '2' && process.getuid?.() === 0, detail, hint: 'sudo sysctl kernel.yama.ptrace_scope=1' }
    : { name, ok: true, detail };
}

async function projectRows(request: Common, io: Io): Promise<Row[]> {
  const file = request.config ?? (await findConfig(io.cwd));
  return [
    { name: 'CI', detail: isCi(io.env) ? 'detected: goldens are never written' : 'not detected' },
    file === undefined
      ? { name: 'renacer.toml', detail: 'none here or in a folder above', hint: 'trace-gate init' }
      : { name: 'renacer.toml', ok: true, detail: file },
  ];
}

function render(rows: readonly Row[], color: boolean): string {
  const colors = picocolors.createColors(color);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const mark = ({ ok }: Row): string => (ok === undefined ? ' ' : ok ? colors.green('✓') : colors.red('✗'));
  return rows
    .flatMap((row) => [
      `${mark(row)} ${row.name.padEnd(width)}  ${row.detail}`,
      ...(row.ok !== true && row.hint !== undefined ? [`  ${' '.repeat(width)}  → ${row.hint}`] : []),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** 0 when something here can record, 3 otherwise. */
export async function doctor(request: Common & { readonly json: boolean }, io: Io): Promise<number> {
  const rows = systemRows();
  let works = false;
  if (process.platform === 'linux') {
    const launcher = await launcherRow();
    rows.push(launcher);
    if (launcher.ok === true) {
      const recording = await backendRows();
      works = recording.some(({ ok }) => ok === true);
      rows.push(...recording);
    }
    rows.push(await renacerRow(), await scopeRow());
  }
  rows.push(...(await projectRows(request, io)));
  const exitCode = works ? exitCodes.passed : exitCodes.noVerdict;
  io.stdout.write(
    request.json
      ? `${JSON.stringify({ format: 'trace-gate/doctor', version: 1, works, rows }, undefined, 2)}\n`
      : render(rows, wantsColor(request.color, io)),
  );
  return exitCode;
}

/** Registers doctor. */
export function registerDoctor({ program, io, takes, noCommand }: Registry): void {
  withCommon(program.command('doctor').description('show what works here, and what to do about the rest'))
    .option('--json', 'as JSON')
    .action((options: Common & { json?: boolean }) => {
      noCommand('doctor');
      takes(options, () => doctor({ ...options, json: options.json === true }, io));
    });
}
