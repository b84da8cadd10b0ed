/** Finds the program of a target before anything is recorded, so that a typo is an error and not a strange trace. */
import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { endianness, machine } from 'node:os';
import { resolve } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { Place } from '../model/finding.js';

export interface ProgramRequest {
  readonly target: string;
  readonly program: string;
  readonly cwd: string;
  readonly path: readonly string[];
  readonly place?: Place;
  /** The target's build command ran. */
  readonly built: boolean;
}

/** e_machine of ELF headers (elf.h) that run on a machine, by uname -m. */
const machines: Readonly<Record<string, readonly number[]>> = {
  x86_64: [62, 3],
  aarch64: [183, 40],
  i686: [3],
  armv7l: [40],
};
const machineNames: Readonly<Record<number, string>> = {
  3: 'i386',
  40: 'arm',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv',
  21: 'ppc64',
  22: 's390',
};

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}

async function mayExecute(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => undefined);
  // An executable that may not be read is one all the same.
  if (!file) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function checkFormat(request: ProgramRequest, path: string): Promise<void> {
  const head = await readHead(path);
  if (head.length < 20 || head.readUInt32BE(0) !== 0x7f454c46) return;
  const little = head[5] === 1;
  const elfMachine = little ? head.readUInt16LE(18) : head.readUInt16BE(18);
  const own = machines[machine()];
  if (own === undefined || (own.includes(elfMachine) && little === (endianness() === 'LE'))) return;
  throw new TraceGateError('E_TARGET_WRONG_ARCH', {
    ...request,
    detail: `it is built for ${machineNames[elfMachine] ?? `ELF machine ${elfMachine}`}, and this machine is ${machine()}`,
  });
}

/**
 * The program as it is given to execve: absolute when it was found along PATH, as written otherwise (argv[0] is part of the behaviour). Throws
 * E_TARGET_MISSING, E_TARGET_DIRECTORY, E_TARGET_NOT_EXECUTABLE or E_TARGET_WRONG_ARCH.
 */
export async function resolveProgram(request: ProgramRequest): Promise<string> {
  const { program, cwd, path } = request;
  if (!program.includes('/')) {
    for (const folder of path) {
      const candidate = resolve(cwd, folder, program);
      if ((await isFile(candidate)) && (await mayExecute(candidate))) return candidate;
    }
    throw new TraceGateError('E_TARGET_MISSING', request);
  }
  const file = resolve(cwd, program);
  const info = await stat(file).catch(() => undefined);
  if (!info) throw new TraceGateError('E_TARGET_MISSING', request);
  if (info.isDirectory()) throw new TraceGateError('E_TARGET_DIRECTORY', request);
  if (!(await mayExecute(file))) throw new TraceGateError('E_TARGET_NOT_EXECUTABLE', request);
  await checkFormat(request, file);
  return program;
}
