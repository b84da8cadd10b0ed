/** Comparisons with stored baselines, for the tests of what is made of them. */
import { compareStored, type StoredRules } from '../../src/gate/compare-stored.js';
import type { BenchMachine, StoredComparison } from '../../src/model/bench-baseline.js';

const rules: StoredRules = {
  limits: { regression: 0.05, warning: 0.02 },
  missing: 'error',
  budgets: [],
  acrossMachines: false,
};
const machine: BenchMachine = { cpu: 'AMD Ryzen 9 5950X 16-Core Processor', cores: 32, kernel: '6.18' };

/** Nanoseconds by name, before and after. */
export function compared(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  more: Partial<StoredRules> & { readonly here?: BenchMachine } = {},
): StoredComparison {
  const run = (times: Readonly<Record<string, number>>) => ({
    format: 'criterion',
    benchmarks: Object.entries(times).map(([name, ns]) => ({ name, ns })),
  });
  const { here = machine, ...others } = more;
  const header = { project: 'Trueno', commit: '4b352c0', date: '20251123-112000', machine };
  return compareStored(
    { file: '.performance-baselines/baseline-current.txt', header, run: run(before) },
    { file: 'bench.txt', run: run(after) },
    { ...rules, ...others },
    here,
  );
}

/** The example of document 000: these figures, and enough that did not change. */
const unchanged = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`same/${index}`, 100 + index]));
export const example = compared(
  { 'add/AVX512/100': 58.549, 'sub/AVX2/1000': 140.2, 'dot/AVX512/1000': 214_500, ...unchanged },
  { 'add/AVX512/100': 79.954, 'sub/AVX2/1000': 143.6, 'dot/AVX512/1000': 12_450, ...unchanged },
);

/** One of everything. */
export const everything = compared(
  { slow: 100, creeping: 100, same: 100, fast: 100, gone: 100, zero: 0 },
  { slow: 120, creeping: 103, same: 101, fast: 50, added: 999.96, zero: 1 },
  {
    budgets: [
      { pattern: 'slow', ns: 100 },
      { pattern: 'cr*', ns: 100 },
      { pattern: 'same', ns: 200 },
      { pattern: 'nowhere*', ns: 1 },
    ],
  },
);
