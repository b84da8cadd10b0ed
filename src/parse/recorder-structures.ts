/** Structures as they lie in memory → what strace writes of them. */
import { flagNames } from '../model/flag-bits.js';
import { flagTable, namesIn } from '../model/flag-tables.js';
import { signalName } from '../model/signals.js';
import type { DecodedArg, StructField } from '../model/trace.js';
import { namesArg, numberArg, pointer, shown, signedArg } from './recorder-values.js';

/** The names of a value by a table; undefined: it has none. */
export function tableNames(family: string, argument: string, value: number): readonly string[] | undefined {
  const table = flagTable(family, argument);
  return table && namesIn(table, value);
}

export const flagField = (name: string, names: readonly string[] | undefined, value: number): StructField => ({
  name,
  value: names ? namesArg(names) : numberArg(value),
});

/** Of open_how: flags, mode, resolve. */
function howArg(data: Buffer, arm: boolean): DecodedArg | undefined {
  if (data.length < 24) return undefined;
  const flags = data.readUInt32LE(0);
  const mode = data.readUInt32LE(8);
  const fields = [flagField('flags', flagNames('openat', 'flags', flags, arm), flags)];
  if (mode !== 0) fields.push({ name: 'mode', value: { kind: 'number', text: `0${mode.toString(8)}`, value: mode } });
  const resolve = data.readUInt32LE(16);
  fields.push(flagField('resolve', tableNames('resolve', '-', resolve), resolve));
  return { kind: 'struct', fields, more: false };
}

function cloneArgs(data: Buffer): DecodedArg | undefined {
  if (data.length < 40) return undefined;
  const flags = data.readUInt32LE(0);
  const signal = data.readUInt32LE(32);
  return {
    kind: 'struct',
    fields: [
      flagField('flags', tableNames('fork', 'flags', flags), flags),
      { name: 'child_tid', value: pointer(data.readUInt32LE(16), data.readUInt32LE(20)) },
      flagField('exit_signal', signal === 0 ? undefined : [signalName(signal)], signal),
    ],
    more: true,
  };
}

function actionArg(data: Buffer): DecodedArg | undefined {
  if (data.length < 8) return undefined;
  const [low, high] = [data.readUInt32LE(0), data.length >= 16 ? data.readUInt32LE(4) : 0];
  const known = high === 0 ? ['SIG_DFL', 'SIG_IGN'][low] : undefined;
  const value = known === undefined ? pointer(low, high) : namesArg([known]);
  return { kind: 'struct', fields: [{ name: 'sa_handler', value }], more: true };
}

/** Of what lock: a 64-bit program's is 32 bytes long, in the others the command tells how wide its numbers are. */
export function lockArg(data: Buffer, command: number): DecodedArg | undefined {
  if (data.length < 24) return undefined;
  const [type, whence] = [data.readInt16LE(0), data.readInt16LE(2)];
  const isNarrow = data.length < 32;
  const bytes = isNarrow && command < 12 ? 4 : 8;
  const offset = (item: number): DecodedArg => {
    const at = (isNarrow ? 4 : 8) + item * bytes;
    return bytes === 4 ? shown(data.readInt32LE(at)) : signedArg(data.readUInt32LE(at), data.readUInt32LE(at + 4));
  };
  return {
    kind: 'struct',
    fields: [
      flagField('l_type', tableNames('locktype', '-', type), type),
      flagField('l_whence', tableNames('lseek', 'whence', whence), whence),
      { name: 'l_start', value: offset(0) },
      { name: 'l_len', value: offset(1) },
    ],
    more: false,
  };
}

type Structure = (data: Buffer, arm: boolean) => DecodedArg | undefined;

/** By call and argument. */
const structures: Readonly<Record<string, Structure>> = {
  'openat2 how': howArg,
  'clone3 args': cloneArgs,
  'rt_sigaction action': actionArg,
  'sigaction action': actionArg,
};

export const structureOf = (call: string, argument: string): Structure | undefined => structures[`${call} ${argument}`];
