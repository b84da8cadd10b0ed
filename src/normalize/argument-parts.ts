/** Parts of decoded arguments that causality is found by. */
import type { DecodedArg } from '../model/trace.js';

/** The value of the first field with this name, in any structure of the arguments. */
export function fieldOf(args: readonly DecodedArg[], name: string): DecodedArg | undefined {
  for (const arg of args) {
    const parts =
      arg.kind === 'struct'
        ? arg.fields.map(({ value }) => value)
        : arg.kind === 'array'
          ? arg.items
          : arg.kind === 'change'
            ? [arg.before, arg.after].filter((side) => side !== null)
            : [];
    const own = arg.kind === 'struct' ? arg.fields.find((field) => field.name === name)?.value : undefined;
    const found = own ?? fieldOf(parts, name);
    if (found) return found;
  }
  return undefined;
}

export const numberOf = (arg: DecodedArg | undefined): number | undefined =>
  arg?.kind === 'number' ? arg.value : undefined;

/** The first of several constants. */
export const constantOf = (arg: DecodedArg | undefined): string | undefined =>
  arg?.kind === 'flags' ? arg.names[0] : undefined;

/** The text inside `inet_addr("127.0.0.1")` and the like, or in a plain string. */
export function textOf(arg: DecodedArg | undefined): string | undefined {
  if (arg?.kind === 'string') return arg.bytes;
  return arg?.kind === 'macro' ? textOf(arg.args.find((part) => part.kind === 'string')) : undefined;
}

/** The number inside `htons(80)`. */
export const portOf = (arg: DecodedArg | undefined): number | undefined =>
  arg?.kind === 'macro' ? numberOf(arg.args[0]) : numberOf(arg);
