#!/usr/bin/env node
/**
 * Writes what the recorder must read of each call beyond its registers, and the numbers of the calls, from the files in scripts/data/ that
 * generate-syscall-table.mjs describes:
 *
 *   src/native/recorder-calls.h      number → what to capture, for C
 *   src/model/syscall-numbers.ts     number → name, for the reader of the stream
 *
 *   node scripts/generate-recorder-calls.mjs            write both
 *   node scripts/generate-recorder-calls.mjs --check    exit 1 when one of them is stale
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
/** The order of the number columns in syscalls.tsv. */
const architectures = ['x86_64', 'arm64', 'i386', 'arm'];

const rowsOf = (file) =>
  readFileSync(join(repository, 'scripts/data', file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

/** What the argument's kind alone tells. The rest needs the call, see `special`. */
const byKind = { path: 'STRING', string: 'STRING', argv: 'ARGV', iovec: 'IOVEC' };

/** What the call has not written before it returns, or what its result says the length of. */
const atExit = new Set(['SOCKADDR_OUT', 'FD_PAIR', 'DATA']);

/** The kernel fills the address in and says its length in the next argument. */
const addressOut = new Set(['accept', 'accept4', 'getsockname', 'getpeername', 'recvfrom']);

/** call → position → capture, where a kind says too little, or (null) too much. */
const special = {
  pipe: { 0: 'FD_PAIR' },
  pipe2: { 0: 'FD_PAIR' },
  socketpair: { 3: 'FD_PAIR' },
  openat2: { 2: 'SIZED' },
  clone3: { 0: 'SIZED' },
  rt_sigaction: { 1: 'SIGACTION' },
  sigaction: { 1: 'SIGACTION' },
  prctl: { 1: 'NAME' },
  sendmsg: { 1: 'MSGHDR' },
  // Of several messages, the first one's: it begins its array.
  sendmmsg: { 1: 'MSGHDR' },
  recvmsg: { 1: 'MSGHDR' },
  poll: { 0: 'POLL' },
  ppoll: { 0: 'POLL' },
  ppoll_time64: { 0: 'POLL' },
  fcntl: { 2: 'FLOCK' },
  fcntl64: { 2: 'FLOCK' },
  // Written by the kernel, or of another process.
  process_vm_readv: { 3: null },
  process_vm_writev: { 3: null },
};

/** They return a descriptor of an object that has a name, which no argument tells for sure: links are followed. */
const opensFile = new Set([
  'open',
  'openat',
  'openat2',
  'creat',
  'open_by_handle_at',
  'memfd_create',
  'open_tree',
  'pidfd_getfd',
]);

const connects = new Set(['bind', 'connect', 'listen', 'sendto']);
const makesSocket = new Set(['socket', 'accept', 'accept4', 'socketpair']);

/** strace's order of clone's arguments is not the kernel's, but clone has nothing to capture. */
function captureOf(name, callClass, argText) {
  const args = argText === '-' ? [] : argText.split(' ').map((arg) => arg.split(':')[1]);
  const slots = args.map((kind, index) => {
    const exception = special[name]?.[index];
    if (exception !== undefined) return exception;
    if (kind === 'sockaddr') return addressOut.has(name) ? 'SOCKADDR_OUT' : 'SOCKADDR';
    // Who reads or writes: what the bytes are says whether their number can be the same in every run.
    if (callClass === 'data' && kind === 'buffer' && args[index + 1] === 'size' && index === 1) return 'DATA';
    return byKind[kind] ?? null;
  });
  const parts = slots.flatMap((slot, index) => (slot === null ? [] : `AT(${index}, CAPTURE_${slot})`));
  const present = slots.filter((slot) => slot !== null);
  if (present.some((slot) => !atExit.has(slot))) parts.push('CAPTURE_IN');
  if (present.some((slot) => atExit.has(slot) && slot !== 'DATA')) parts.push('CAPTURE_OUT');
  if (opensFile.has(name)) parts.push('CAPTURE_RESULT_FILE');
  if (name === 'chdir' || name === 'fchdir') parts.push('CAPTURE_FOLDER');
  if (name === 'ioctl') parts.push('CAPTURE_IOCTL');
  if (name === 'recvmsg') parts.push('CAPTURE_RIGHTS');
  if (connects.has(name)) parts.push('CAPTURE_SOCKET');
  if (makesSocket.has(name)) parts.push('CAPTURE_RESULT_SOCKET');
  return parts.join(' | ');
}

const numbers = new Map(rowsOf('syscalls.tsv').map(([name, ...cells]) => [name, cells.slice(0, 4)]));
const decisions = rowsOf('syscall-classes.tsv');

function captureTable(column) {
  const lines = decisions
    .map(([name, callClass, , args]) => ({
      name,
      number: numbers.get(name)?.[column],
      capture: captureOf(name, callClass, args),
    }))
    .filter(({ number, capture }) => number !== undefined && number !== '-' && Number(number) < 512 && capture !== '')
    .sort((a, b) => Number(a.number) - Number(b.number))
    .map(({ name, number, capture }) => `    [${number}] = ${capture}, /* ${name} */`);
  return `static const __u32 captures_${architectures[column]}[MAX_CALLS] = {\n${lines.join('\n')}\n};\n`;
}

const header = `/* Written by scripts/generate-recorder-calls.mjs from scripts/data/; change those and run it again.
 *
 * What to read of a call beyond its registers: four bits per argument, by the call's number. */
#ifndef TRACE_GATE_RECORDER_CALLS_H
#define TRACE_GATE_RECORDER_CALLS_H

#include "recorder-capture.h"

/* clang-format off */
#if defined(__x86_64__) || defined(__TARGET_ARCH_x86)
${captureTable(0)}
${captureTable(2)}
#define captures_native captures_x86_64
#define captures_compat captures_i386
#else
${captureTable(1)}
${captureTable(3)}
#define captures_native captures_arm64
#define captures_compat captures_arm
#endif
/* clang-format on */

#endif
`;

/** Dense where numbers are, so that V8 scans one string: \`name\` per number, an empty one where there is none. */
function nameList(column) {
  const names = [];
  const extra = [];
  for (const [name, cells] of numbers) {
    if (cells[column] === '-') continue;
    const number = Number(cells[column]);
    if (number < 1024) names[number] ??= name;
    else extra.push(name + '=' + number);
  }
  const dense = Array.from(names, (name) => name ?? '').join(' ');
  return `${dense}${extra.length > 0 ? '|' + extra.join(' ') : ''}`;
}

const module = `// Written by scripts/generate-recorder-calls.mjs from scripts/data/; change those and run it again.

/** Names by number, a blank between two; then, behind |, those whose number is far off. */
const lists = {
${architectures.map((architecture, column) => `  ${architecture}:\n    '${nameList(column)}',`).join('\n')}
} as const;

export type NumberedAbi = keyof typeof lists;

/** The names of an abi's calls by number. */
export function syscallNames(abi: NumberedAbi): readonly (string | undefined)[] {
  const [dense = '', far = ''] = lists[abi].split('|');
  const names: (string | undefined)[] = dense.split(' ').map((name) => (name === '' ? undefined : name));
  for (const entry of far.split(' ')) {
    const [name = '', number] = entry.split('=');
    if (number !== undefined) names[Number(number)] = name;
  }
  return names;
}
`;

let stale = false;
for (const [file, text] of [
  ['src/native/recorder-calls.h', header],
  ['src/model/syscall-numbers.ts', module],
]) {
  const path = join(repository, file);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, text);
    continue;
  }
  if (readFileSync(path, 'utf8') === text) continue;
  process.stderr.write(`${file} is stale: node scripts/generate-recorder-calls.mjs\n`);
  stale = true;
}
process.exitCode = stale ? 1 : 0;
