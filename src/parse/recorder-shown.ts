/** Which arguments of a call strace shows: no register that the operation does not look at. */
import type { SyscallSpec } from '../model/syscalls.js';
import type { RawCall } from './recorder-layout.js';

/** How many first arguments, by operation; the others take all of them. */
const prctlCounts: Readonly<Record<number, number>> = {
  1: 2, 2: 2, 3: 1, 4: 2, 5: 2, 6: 2, 7: 1, 8: 2, 9: 2, 10: 2, 11: 2, 12: 2, 13: 1, 14: 2, 15: 2, 16: 2, 19: 2, 20: 2, 21: 1, 23: 2, 24: 2, 25: 2, 26: 2, 27: 1, 28: 2, 29: 2,
  30: 1, 31: 1, 32: 1, 36: 2, 37: 2, 40: 2, 45: 2, 46: 1, 50: 2, 51: 1, 52: 2, 53: 3, 63: 2, 64: 1,
}; // prettier-ignore
const keyctlCounts: Readonly<Record<number, number>> = {
  0: 3, 1: 2, 2: 4, 3: 2, 4: 4, 6: 4, 7: 2, 8: 3, 9: 3, 11: 4, 13: 4, 14: 2, 15: 3, 16: 2, 17: 4, 18: 1, 21: 2, 22: 3, 29: 4, 31: 3,
}; // prettier-ignore

const address = 0;
const operation = 1;
const value = 2;
const timeout = 3;
const secondAddress = 4;
const thirdValue = 5;
/** FUTEX_WAIT and those behind it. */
const futexArguments: readonly (readonly number[])[] = [
  [address, operation, value, timeout],
  [address, operation, value],
  [address, operation, value],
  [address, operation, value, timeout, secondAddress],
  [address, operation, value, timeout, secondAddress, thirdValue],
  [address, operation, value, timeout, secondAddress, thirdValue],
  [address, operation, timeout],
  [address, operation],
  [address, operation],
  [address, operation, value, timeout, thirdValue],
  [address, operation, value, thirdValue],
  [address, operation, value, timeout, secondAddress],
  [address, operation, value, timeout, secondAddress, thirdValue],
  [address, operation, timeout],
];

const all = [0, 1, 2, 3, 4, 5];
const firsts = all.map((_, count) => all.slice(0, count));

const secureComputing = 22; // PR_SET_SECCOMP
const filterMode = 2;
/** The strict mode takes no more, a filter takes its address. */
const seccompCounts: Readonly<Record<number, number>> = { 1: 2, [filterMode]: 3 };

const traceMe = 0; // PTRACE_TRACEME
const commonAttributes = 0x10000; // BPF_COMMON_ATTRS, of Linux 7.0: before, the last two registers hold anything

/** By the call's registers, the positions of what is shown; undefined: always everything. */
export function shownArguments(spec: SyscallSpec): ((call: RawCall) => readonly number[]) | undefined {
  const everything = firsts[spec.args.length] ?? all;
  switch (spec.name) {
    case 'prctl':
      return (call) => {
        const option = call.low(0);
        const count = option === secureComputing ? seccompCounts[call.low(1)] : prctlCounts[option];
        return firsts[count ?? everything.length] ?? everything;
      };
    case 'ptrace':
      return (call) => (call.low(0) === traceMe ? firsts[1] : undefined) ?? everything;
    case 'membarrier':
      return (call) => (call.low(1) === 0 ? firsts[2] : undefined) ?? everything;
    case 'bpf':
      return (call) => ((call.low(0) & commonAttributes) === 0 ? firsts[3] : undefined) ?? everything;
    case 'keyctl':
      return (call) => firsts[keyctlCounts[call.low(0)] ?? everything.length] ?? everything;
    case 'futex':
    case 'futex_time64':
      return (call) => futexArguments[call.low(operation) & 0x7f] ?? everything;
    default:
      return undefined;
  }
}
