/**
 * What compares a library with NumPy and PyTorch: { library: { operation: { size: { mean, std } } } }, nanoseconds. Its script writes mean_ns, its
 * documentation mean.
 */
import type { Benchmark } from '../model/benchmark.js';
import { hasMembers, type JsonValue } from './json-value.js';

export function looksLikeNumpy(document: unknown): boolean {
  const leaf = first(first(first(document)));
  return hasMembers(leaf, 'mean_ns') || hasMembers(leaf, 'mean');
}

const first = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value)[0] : undefined;

/** Named `numpy/add/100`, as criterion names a group, a function and its parameter. */
export function readNumpy(document: JsonValue): Benchmark[] {
  return document.members().flatMap(([library, operations]) =>
    operations.members().flatMap(([operation, sizes]) =>
      sizes.members().map(([size, result]) => ({
        name: `${library}/${operation}/${size}`,
        ns: (result.optional('mean_ns') ?? result.member('mean')).number(),
      })),
    ),
  );
}
