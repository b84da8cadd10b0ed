/**
 * Figures as people read them. Memory is counted in powers of 1024 and called KB, MB, GB as renacer's own files do (`104857600 # 100MB`).
 */
import type { AssertionFinding } from '../model/finding.js';

const byteUnits = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** `1234567` → `1,234,567`. Not by locale: reports are the same everywhere. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return '?';
  return String(value).replace(/^-?\d+/, (digits) => digits.replace(/\B(?=(?:\d{3})+$)/g, ','));
}

/** `3 calls`, `1 call`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Without trailing zeros, which would promise a precision that nobody measured. */
function trimmed(value: number, digits: number): string {
  return formatCount(Number(value.toFixed(digits)));
}

/** `6 MB`, `1.5 GB`, `812 bytes`. `separator` is what stands before a unit that isn't a word. */
export function formatBytes(bytes: number, separator = ' ', digits?: number): string {
  if (!Number.isFinite(bytes)) return '?';
  const power = bytes < 1024 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10));
  if (power === 0) return counted(bytes, 'byte');
  const value = bytes / 1024 ** power;
  return `${trimmed(value, digits ?? (value < 10 ? 1 : 0))}${separator}${byteUnits[power] ?? 'TB'}`;
}

/** `125ms`, `4.35ms`, `0.07ms`: about three digits. */
export function formatMs(ms: number, separator = '', digits?: number): string {
  if (!Number.isFinite(ms)) return '?';
  return `${trimmed(ms, digits ?? (ms >= 100 ? 0 : ms >= 10 ? 1 : 2))}${separator}ms`;
}

type Unit = AssertionFinding['unit'];

function formatIn(unit: Unit, value: number, digits?: number): string {
  switch (unit) {
    case 'ms':
      return formatMs(value, '', digits);
    case 'bytes':
      return formatBytes(value, '', digits);
    case 'calls':
      return counted(value, 'call');
    case 'percent':
      return `${trimmed(value, digits ?? 1)}%`;
    case 'count':
      return formatCount(value);
  }
}

/**
 * What was measured and what was allowed, with as many digits as it takes to see that they differ: "Actual: 100ms, Budget: 100ms, FAILED"
 * would be no help.
 */
export function formatPair(
  unit: Unit,
  actual: number,
  limit: number,
): { readonly actual: string; readonly limit: string } {
  const pair = (digits?: number): { actual: string; limit: string } => ({
    actual: formatIn(unit, actual, digits),
    limit: formatIn(unit, limit, digits),
  });
  if (actual === limit) return pair();
  for (const digits of [undefined, 1, 2, 3, 4, 6]) {
    const texts = pair(digits);
    const isLost = (value: number, text: string): boolean => value !== 0 && Number.parseFloat(text) === 0;
    if (texts.actual !== texts.limit && !isLost(actual, texts.actual) && !isLost(limit, texts.limit)) return texts;
  }
  const exact = (value: number): string => `${formatCount(value)} ${unit}`;
  return { actual: exact(actual), limit: exact(limit) };
}

/** One value of several runs. */
export function formatValue(unit: Unit, value: number): string {
  return unit === 'calls' ? formatCount(value) : formatIn(unit, value);
}

/** By how much a budget is exceeded: `+25%`, `+0.4%`. */
export function formatExcess(actual: number, limit: number): string {
  if (limit === 0) return 'over a budget of 0';
  const percent = ((actual - limit) / limit) * 100;
  if (percent > 0 && percent < 0.1) return '+<0.1%';
  return `${percent < 0 ? '' : '+'}${trimmed(percent, Math.abs(percent) < 10 ? 1 : 0)}%`;
}
