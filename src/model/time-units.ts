/** Times of any unit as nanoseconds. */

/** Powers of ten, to nanoseconds. Both code points that stand for the micro sign are in use. */
const exponents: ReadonlyMap<string, number> = new Map([
  ['ps', -3],
  ['ns', 0],
  ['us', 3],
  ['\u00b5s', 3],
  ['\u03bcs', 3],
  ['ms', 6],
  ['s', 9],
]);

/** `value` · 10^`exponent`, rounded once, where a product would be rounded twice: 64.1 µs are 64100 ns. */
export function scaled(value: number | string, exponent: number): number {
  const [digits = '', power = '0'] = String(value).toLowerCase().split('e');
  return Number(`${digits}e${Number(power) + exponent}`);
}

/** Nanoseconds; undefined: the unit is none of time. */
export function toNs(value: number | string, unit: string): number | undefined {
  const exponent = exponents.get(unit);
  return exponent === undefined ? undefined : scaled(value, exponent);
}

/** `61.4 ns`, `13.07µs` as nanoseconds; undefined: it is no time. */
export function timeToNs(text: string): number | undefined {
  const [, value, unit = ''] = /^(\d+(?:\.\d+)?)\s*(\S+)$/.exec(text.trim()) ?? [];
  return value === undefined ? undefined : toNs(value, unit);
}

/** Seconds → nanoseconds. */
export const secondsToNs = (seconds: number): number => scaled(seconds, 9);

/** Milliseconds → nanoseconds. */
export const millisToNs = (millis: number): number => scaled(millis, 6);
