/** Arguments as renacer prints them: what is a number as a register, a path in quotes; what it has no words for much as strace writes it. */
import { bytesToText } from '../model/bytes.js';
import { flagValue } from '../model/flag-bits.js';
import type { DecodedArg } from '../model/trace.js';

/** A register of 64 bits. AT_FDCWD and -1 come in the 32 bits in which an int is passed. */
function register(value: number, bits: 32 | 64): string {
  return `0x${BigInt.asUintN(bits, BigInt(value)).toString(16)}`;
}

function numberText(value: number, text: string): string {
  // Already a register, of which the sign does not say how wide it is.
  if (/^0x[\da-f]{1,16}$/.test(text)) return text;
  if (Number.isSafeInteger(value)) return register(value, value < 0 && value > -(2 ** 31) ? 32 : 64);
  return /^-?\d+$/.test(text) ? `0x${BigInt.asUintN(64, BigInt(text)).toString(16)}` : text;
}

/** Renders one argument, in one line. `arm`: flags are those of aarch64. */
export function argumentText(arg: DecodedArg, arm = false): string {
  const inner = (part: DecodedArg): string => argumentText(part, arm);
  switch (arg.kind) {
    case 'number':
      return numberText(arg.value, arg.text);
    case 'fd':
      return register(arg.fd, 32);
    case 'null':
      return '0x0';
    case 'flags': {
      const value = flagValue(arg.names, arm);
      return value === undefined ? arg.names.join('|') : register(value, 32);
    }
    case 'string':
      return `${arg.abstract === true ? '@' : ''}"${bytesToText(arg.bytes)}"${arg.truncated ? '...' : ''}`;
    case 'struct':
      return `{${[...arg.fields.map(({ name, value }) => (name === '' ? '' : `${name}=`) + inner(value)), ...more(arg.more)].join(', ')}}`;
    case 'array':
      return `[${[...arg.items.map(inner), ...more(arg.more)].join(', ')}]`;
    case 'set':
      return `${arg.complement ? '~' : ''}[${arg.items.join(' ')}]`;
    case 'macro':
      return `${arg.name}(${arg.args.map(inner).join(', ')})`;
    case 'change':
      return `${arg.before ? `${inner(arg.before)} ` : ''}=> ${arg.after ? inner(arg.after) : ''}`.trim();
    case 'raw':
      return arg.text;
  }
}

const more = (abbreviated: boolean): string[] => (abbreviated ? ['...'] : []);
