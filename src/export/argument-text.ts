/** Arguments as text, much as strace writes them; numbers and descriptors as renacer prints registers. */
import { bytesToText } from '../model/bytes.js';
import type { DecodedArg } from '../model/trace.js';

/** A register of 64 bits. AT_FDCWD and -1 come in the 32 bits in which an int is passed. */
function register(value: number, bits: 32 | 64): string {
  return `0x${BigInt.asUintN(bits, BigInt(value)).toString(16)}`;
}

/** Renders one argument, in one line. */
export function argumentText(arg: DecodedArg): string {
  switch (arg.kind) {
    case 'number':
      return Number.isInteger(arg.value)
        ? register(arg.value, arg.value < 0 && arg.value > -(2 ** 31) ? 32 : 64)
        : arg.text;
    case 'fd':
      return register(arg.fd, 32);
    case 'null':
      return '0x0';
    case 'flags':
      return arg.names.length === 0 ? '0x0' : arg.names.join('|');
    case 'string':
      return `${arg.abstract === true ? '@' : ''}"${bytesToText(arg.bytes)}"${arg.truncated ? '...' : ''}`;
    case 'struct':
      return `{${[...arg.fields.map(({ name, value }) => (name === '' ? '' : `${name}=`) + argumentText(value)), ...more(arg.more)].join(', ')}}`;
    case 'array':
      return `[${[...arg.items.map(argumentText), ...more(arg.more)].join(', ')}]`;
    case 'set':
      return `${arg.complement ? '~' : ''}[${arg.items.join(' ')}]`;
    case 'macro':
      return `${arg.name}(${arg.args.map(argumentText).join(', ')})`;
    case 'change':
      return `${arg.before ? `${argumentText(arg.before)} ` : ''}=> ${arg.after ? argumentText(arg.after) : ''}`.trim();
    case 'raw':
      return arg.text;
  }
}

const more = (abbreviated: boolean): string[] => (abbreviated ? ['...'] : []);
