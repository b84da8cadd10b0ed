/** Times and shares of benchmarks as people read them. */

const units = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

/** `62.1 ms`, `1.234 µs`: four digits, which is more than any duet can tell apart. */
export function formatNs(ns: number): string {
  const [unit, size] = units.find(([, least]) => ns >= least) ?? (['ns', 1] as const);
  return `${Number((ns / size).toPrecision(4))} ${unit}`;
}

/** A share as per cents with a sign: `+8.1 %`, `−0.3 %`. */
export function formatChange(share: number): string {
  const text = Math.abs(100 * share).toFixed(1);
  return `${share < 0 && text !== '0.0' ? '−' : '+'}${text} %`;
}

/** `5 %`, `0.25 %`. */
export const formatShare = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
