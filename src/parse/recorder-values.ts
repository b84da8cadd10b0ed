/** Registers → numbers and pointers as strace writes them. What comes again is made once: text costs more than the rest of an event. */
import type { DecodedArg } from '../model/trace.js';

export const nothing: DecodedArg = { kind: 'null' };

export const numberArg = (value: number): DecodedArg => ({ kind: 'number', text: String(value), value });
export const hexArg = (value: number): DecodedArg =>
  value === 0 ? shown(0) : { kind: 'number', text: `0x${value.toString(16)}`, value };
export const namesArg = (names: readonly string[]): DecodedArg => ({ kind: 'flags', names });

/** A table of as many slots, each for the last value that fell into it. */
const slots = 4096;

class Remembered {
  readonly #low = new Uint32Array(slots);
  readonly #high = new Uint32Array(slots);
  readonly #values: (DecodedArg | undefined)[] = Array.from({ length: slots });

  constructor(private readonly make: (low: number, high: number) => DecodedArg) {}

  get(low: number, high: number): DecodedArg {
    // Addresses differ in their middle, numbers at their end.
    const slot = (low ^ (low >>> 11) ^ high) & (slots - 1);
    const known = this.#values[slot];
    if (known !== undefined && this.#low[slot] === low && this.#high[slot] === high) return known;
    const made = this.make(low, high);
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#values[slot] = made;
    return made;
  }
}

function bigText(low: number, high: number, signed: boolean): string {
  const value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return String(signed ? BigInt.asIntN(64, value) : value);
}

function wideArg(low: number, high: number, signed: boolean): DecodedArg {
  const value = (signed ? high | 0 : high) * 2 ** 32 + low;
  if (Number.isSafeInteger(value)) return numberArg(value);
  return { kind: 'number', text: bigText(low, high, signed), value: NaN };
}

function pointerArg(low: number, high: number): DecodedArg {
  const value = high * 2 ** 32 + low;
  const text = `0x${high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0')}`;
  return { kind: 'number', text, value: Number.isSafeInteger(value) ? value : NaN };
}

const small = Array.from({ length: 1024 }, (_, value) => numberArg(value));
const signed = new Remembered((low, high) => wideArg(low, high, true));
const unsigned = new Remembered((low, high) => wideArg(low, high, false));
const pointers = new Remembered(pointerArg);

/** 64 bits with a sign. */
export const signedArg = (low: number, high: number): DecodedArg => signed.get(low, high);
/** 64 bits without. */
export const unsignedArg = (low: number, high: number): DecodedArg => unsigned.get(low, high);

/** Up to 53 bits, of either sign. */
export function shown(value: number): DecodedArg {
  // An index that is none would be looked up as a name.
  const known = value >= 0 && value < small.length ? small[value] : undefined;
  return known ?? signedArg(value >>> 0, value < 0 ? 0xffffffff : 0);
}

export function pointer(low: number, high: number): DecodedArg {
  return low === 0 && high === 0 ? nothing : pointers.get(low, high);
}
