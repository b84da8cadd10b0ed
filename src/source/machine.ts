/** The machine that a run was made on, as far as programs behave by it. */
import { execa } from 'execa';
import { availableParallelism, machine, release, version } from 'node:os';
import { probeStrace } from './strace.js';

/** What can make the same program behave in another way elsewhere. */
export interface MachineFacts {
  readonly platform: string;
  readonly arch: string;
  readonly kernel: string;
  readonly kernelVersion: string;
  /** Absent: no one could tell. */
  readonly libc?: string;
  readonly strace?: string;
  readonly node: string;
  readonly cpus: number;
}

async function firstLine(command: string, args: readonly string[]): Promise<string | undefined> {
  const result = await execa(command, args, { reject: false, stdin: 'ignore', env: { LC_ALL: 'C' } });
  // It could not be started.
  if (result.exitCode === undefined) return undefined;
  const line = `${result.stdout}\n${result.stderr}`.trim().split('\n')[0];
  return line === '' ? undefined : line;
}

/** `glibc 2.36`; musl has no getconf for it and says so in its ldd's usage. */
async function libcVersion(): Promise<string | undefined> {
  const glibc = await firstLine('getconf', ['GNU_LIBC_VERSION']);
  if (glibc !== undefined && glibc.startsWith('glibc ')) return glibc;
  return firstLine('ldd', ['--version']);
}

/** Asks the system. */
export async function machineFacts(): Promise<MachineFacts> {
  const [libc, strace] = await Promise.all([libcVersion(), probeStrace()]);
  return {
    platform: process.platform,
    arch: machine(),
    kernel: release(),
    kernelVersion: version(),
    ...(libc === undefined ? {} : { libc }),
    ...(strace === undefined ? {} : { strace: strace.version }),
    node: process.version,
    cpus: availableParallelism(),
  };
}
