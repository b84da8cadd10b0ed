/** Values of flags and enumerations → the names that strace writes for them. The names are in flag-names.ts. */
import { flagLines } from './flag-names.js';

/**
 * bits: any number of names. bits+: the same, and zero has a name: the first. one: exactly one name. field:MASK: one name for the bits of the mask,
 * zero too, and any number for the others. permissions: names above, permission bits in octal below. socktype, futex: as strace has them.
 */
type Reading = 'bits' | 'bits+' | 'one' | 'field' | 'permissions' | 'socktype' | 'futex';

export interface FlagTable {
  readonly reading: Reading;
  /** The bits that hold one of many values. */
  readonly mask: number;
  /** A name that several bits make comes before its parts. */
  readonly bits: readonly (readonly [bits: number, name: string])[];
  readonly names: ReadonlyMap<number, string>;
}

const masks: Readonly<Record<string, number>> = { socktype: 0xf, futex: 0x7f, permissions: 0o777 };

function tableOf(text: string): FlagTable {
  const [kind = '', ...entries] = text.split(' ');
  const [reading, mask] = kind.split(':') as [Reading, string | undefined];
  const bits = entries.map((entry): [number, string] => {
    const equals = entry.indexOf('=');
    return [parseInt(entry.slice(equals + 1), 16), entry.slice(0, equals)];
  });
  return {
    reading,
    mask: mask === undefined ? (masks[reading] ?? 0) : parseInt(mask, 16),
    bits,
    names: new Map(bits),
  };
}

/** Tables are read when they are first asked for: a program uses few of them. */
let texts: ReadonlyMap<string, string> | undefined;
const tables = new Map<string, FlagTable | undefined>();

function textsByKey(): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  for (const line of flagLines.split('\n')) {
    const end = line.indexOf(' ');
    for (const key of line.slice(0, end).split(',')) result.set(key, line.slice(end + 1));
  }
  return result;
}

/** The table of an argument; undefined: its values have no names here. */
export function flagTable(family: string, argument: string): FlagTable | undefined {
  const key = `${family}/${argument}`;
  if (tables.has(key)) return tables.get(key);
  texts ??= textsByKey();
  const text = texts.get(key);
  const table = text === undefined ? undefined : tableOf(text);
  tables.set(key, table);
  return table;
}

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/** `21<<MAP_HUGE_SHIFT`: a number in the middle of flags. */
function shiftedName(value: number, mask: number, name: string): string {
  return `${(value & mask) >>> (31 - Math.clz32(mask & -mask))}<<${name}`;
}

function bitNames(value: number, bits: FlagTable['bits']): string[] {
  const names: string[] = [];
  let left = value;
  for (const [bit, name] of bits) {
    const isNumber = name.endsWith('_SHIFT');
    if (bit === 0 || (isNumber ? (left & bit) === 0 : (left & bit) >>> 0 !== bit)) continue;
    names.push(isNumber ? shiftedName(left, bit, name) : name);
    left &= ~bit;
  }
  return left === 0 ? names : [...names, hex(left)];
}

const socketFlags: FlagTable['bits'] = [
  [0x80000, 'SOCK_CLOEXEC'],
  [0x800, 'SOCK_NONBLOCK'],
];
const privateFlag = 0x80;
const realtimeFlag = 0x100;

/** FUTEX_PRIVATE_FLAG is part of strace's name of the operation. */
function futexNames(value: number, { mask, names }: FlagTable): string[] | undefined {
  const name = names.get(value & mask);
  if (name === undefined || (value & ~(mask | privateFlag | realtimeFlag)) !== 0) return undefined;
  const operation = (value & privateFlag) === 0 ? name : `${name}_PRIVATE`;
  return (value & realtimeFlag) === 0 ? [operation] : [operation, 'FUTEX_CLOCK_REALTIME'];
}

function fieldNames(value: number, { mask, bits, names }: FlagTable): string[] | undefined {
  const name = names.get((value & mask) >>> 0);
  return name === undefined ? undefined : [name, ...bitNames(value & ~mask, bits)];
}

function permissionNames(value: number, { mask, bits }: FlagTable): string[] | undefined {
  const names = bitNames(value & ~mask, bits);
  return names.length === 0 ? undefined : [...names, `0${(value & mask).toString(8).padStart(2, '0')}`];
}

/** What strace writes for a value; undefined: it writes a number, because no name fits. `value`: 32 bits. */
export function namesIn(table: FlagTable, value: number): readonly string[] | undefined {
  const unsigned = value >>> 0;
  switch (table.reading) {
    case 'one': {
      const name = table.names.get(unsigned);
      return name === undefined ? undefined : [name];
    }
    case 'field':
      return fieldNames(unsigned, table);
    case 'permissions':
      return permissionNames(unsigned, table);
    case 'socktype': {
      const name = table.names.get(unsigned & table.mask);
      return name === undefined ? undefined : [name, ...bitNames(unsigned & ~table.mask, socketFlags)];
    }
    case 'futex':
      return futexNames(unsigned, table);
    case 'bits+':
    case 'bits': {
      if (unsigned === 0) return table.reading === 'bits+' && table.bits[0] ? [table.bits[0][1]] : undefined;
      const names = bitNames(unsigned, table.bits);
      return names.length === 1 && names[0]?.startsWith('0x') === true ? undefined : names;
    }
  }
}
