import { isAbsolute, join } from 'node:path/posix';

import type { BenchBudget } from '../model/bench-baseline.js';
import type { BenchConfig } from '../model/config.js';
import { timeToNs } from '../model/time-units.js';
import { compileSchema } from '../schema/compile-schema.js';
import { benchSchema, tableKinds } from '../schema/config.js';
import { describeValue, type TableContext } from './report-mismatches.js';
import { checkedTable } from './typed-table.js';

const checkBench = compileSchema(benchSchema);

type Around = Omit<TableContext, 'label' | 'path'>;

/** Reads `[bench]`; `directory` is the folder of renacer.toml. */
export function readBench(value: unknown, directory: string, around: Around): BenchConfig | undefined {
  // Not a table: absent, or told by the envelope.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const table = checkedTable(value, checkBench, { ...around, label: tableKinds.bench, path: ['bench'] });
  if (!table) return undefined;
  const { regression_threshold: regression, warning_threshold: warning, baseline_dir: folder, missing } = table;
  const { across_machines: acrossMachines, size_limit: sizeLimit, size_warning: sizeWarning } = table;
  if (regression !== undefined && warning !== undefined && warning > regression)
    around.problems.error('out-of-range', around.places.valueAt(['bench', 'warning_threshold']), {
      key: 'warning_threshold',
      got: String(warning),
      limit: `at most regression_threshold, ${regression}`,
    });
  if (sizeLimit !== undefined && sizeWarning !== undefined && sizeWarning > sizeLimit)
    around.problems.error('out-of-range', around.places.valueAt(['bench', 'size_warning']), {
      key: 'size_warning',
      got: String(sizeWarning),
      limit: `at most size_limit, ${sizeLimit}`,
    });
  return {
    ...(regression === undefined ? {} : { regression }),
    ...(warning === undefined ? {} : { warning }),
    ...(folder === undefined ? {} : { baselineDir: isAbsolute(folder) ? folder : join(directory, folder) }),
    ...(missing === undefined ? {} : { missing }),
    ...(acrossMachines === undefined ? {} : { acrossMachines }),
    ...(sizeLimit === undefined ? {} : { sizeLimit }),
    ...(sizeWarning === undefined ? {} : { sizeWarning }),
    budgets: Object.entries(table.budgets ?? {}).flatMap(([pattern, time]) => readBudget(pattern, time, around)),
  };
}

function readBudget(pattern: string, time: number | string, { places, problems }: Around): BenchBudget[] {
  const ns = typeof time === 'number' ? time : timeToNs(time);
  if (ns !== undefined && ns > 0 && ns < Infinity) return [{ pattern, ns }];
  problems.error('bad-format', places.valueAt(['bench', 'budgets', pattern]), {
    key: `budgets.${pattern}`,
    got: describeValue(time),
    rule: 'nanoseconds, or a time such as "61.4 ns", "13.07 µs", "2 ms"; more than nothing',
  });
  return [];
}
