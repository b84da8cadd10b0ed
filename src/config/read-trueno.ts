/**
 * trueno's dialect → assertions: `[[assertions]]`, `[performance.budgets]`, `[regression]`, `[[golden_traces.baselines]]`, `[[anti_patterns.rules]]`,
 * with what `[ci]` says about their weight.
 */
import type { Assertion, Bound, KeyPlaces, LimitAssertion } from '../model/config.js';
import type { Severity } from '../model/finding.js';
import type { Measure } from '../model/measures.js';
import { compileSchema, type SchemaCheck } from '../schema/compile-schema.js';
import { goldenTracesSchema, regressionSchema, tableKinds } from '../schema/config.js';
import {
  antiPatternsSchema,
  checkSchemas,
  type CheckTable,
  ciSchema,
  type CiTable,
  performanceSchema,
  ruleSchemas,
  type RuleTable,
} from '../schema/trueno.js';
import type { Problems } from './problems.js';
import { describeValue, type TableContext } from './report-mismatches.js';
import { tablePlaces } from './table-places.js';
import type { TomlPath, TomlPlaces } from './toml-places.js';
import { checkedTable, typedTable } from './typed-table.js';

interface Around {
  readonly places: TomlPlaces;
  readonly problems: Problems;
}

const checksOf = (schemas: object): ReadonlyMap<string, SchemaCheck<unknown>> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, compileSchema(schema as object)]));

const checkChecks = checksOf(checkSchemas);
const ruleChecks = checksOf(ruleSchemas);
const checkPerformance = compileSchema(performanceSchema);
const checkRegression = compileSchema(regressionSchema);
const checkGoldenTraces = compileSchema(goldenTracesSchema);
const checkAntiPatterns = compileSchema(antiPatternsSchema);
const checkCi = compileSchema(ciSchema);

/** A table of the file, checked. Undefined: absent, or what is wrong with it was told. */
function tableOf<T>(
  data: Readonly<Record<string, unknown>>,
  key: keyof typeof tableKinds,
  check: SchemaCheck<T>,
  around: Around,
): { readonly value: T; readonly path: TomlPath } | undefined {
  const raw = data[key];
  // Of the wrong kind: told by the envelope.
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const value = checkedTable(raw, check, { ...around, label: tableKinds[key], path: [key] });
  return value === undefined ? undefined : { value, path: [key] };
}

/** What every assertion of this dialect has. `weight`: what `[ci]` makes of an error. */
function baseOf(table: CheckTable | RuleTable, weight: Severity, path: TomlPath, places: TomlPlaces) {
  const { name, description, enabled, severity, applies_to: appliesTo, optional } = table;
  return {
    name,
    enabled: enabled !== false && severity !== 'off',
    severity: severity === 'warn' || severity === 'warning' ? ('warn' as const) : weight,
    ...(appliesTo === undefined ? {} : { appliesTo }),
    optional: optional ?? false,
    ...(description === undefined ? {} : { why: description }),
    place: places.keyAt(path),
    places: tablePlaces(table, path, places),
  };
}

const shareMeasures = { calls: 'calls_percent', time: 'time_percent' } as const;

type LimitOf = Pick<LimitAssertion, 'measure' | 'syscalls' | 'max' | 'min'>;

function limitOfCheck(table: CheckTable): LimitOf {
  switch (table.check) {
    case 'syscall_percentage':
      return {
        measure: shareMeasures[table.measure ?? checkSchemas.syscall_percentage.properties.measure.default],
        syscalls: [table.syscall],
        max: { limit: table.max_percentage, key: 'max_percentage' },
      };
    case 'syscall_count':
      return { measure: 'calls', syscalls: [table.syscall], max: { limit: table.max_count, key: 'max_count' } };
    case 'total_time':
      return { measure: 'wall', max: { limit: table.max_time_ms, key: 'max_time_ms' } };
    case 'min_time':
      return { measure: 'wall', min: { limit: table.min_time_ms, key: 'min_time_ms' } };
  }
}

function limitOfRule(table: RuleTable): LimitOf {
  if (table.check === 'syscall_count') return limitOfCheck(table);
  return {
    measure: shareMeasures[table.measure ?? ruleSchemas.ratio.properties.measure.default],
    syscalls: table.syscalls,
    max: { limit: table.min_ratio * 100, key: 'min_ratio' },
  };
}

function readTyped<T extends CheckTable | RuleTable>(
  tables: unknown,
  checks: ReadonlyMap<string, SchemaCheck<unknown>>,
  root: { readonly label: string; readonly path: TomlPath },
  around: Around,
): { readonly table: T; readonly path: TomlPath }[] {
  if (!Array.isArray(tables)) return [];
  return tables.flatMap((raw: unknown, index) => {
    const context: TableContext = { ...around, label: root.label, path: [...root.path, index] };
    const typed = typedTable(raw, 'check', checks, context);
    if (!typed) return [];
    const table = checkedTable(raw, typed.check, { ...context, label: `${root.label} with check = "${typed.type}"` });
    return table === undefined ? [] : [{ table: table as T, path: context.path }];
  });
}

const budgetMeasures = {
  max_time_ms: 'wall',
  max_syscalls: 'calls',
  max_memory_bytes: 'peak_rss',
} as const satisfies Record<string, Measure>;

function readBudgets(data: Readonly<Record<string, unknown>>, weight: Severity, around: Around): Assertion[] {
  const found = tableOf(data, 'performance', checkPerformance, around);
  return Object.entries(found?.value.budgets ?? {}).flatMap(([target, budget]) => {
    const path = ['performance', 'budgets', target];
    const places: KeyPlaces = tablePlaces(budget, path, around.places);
    return (Object.keys(budgetMeasures) as (keyof typeof budgetMeasures)[]).flatMap((key): Assertion[] => {
      const limit = budget[key];
      if (limit === undefined) return [];
      const max: Bound = { limit, key };
      return [
        {
          type: 'limit',
          name: `performance.budgets.${target}.${key}`,
          enabled: true,
          severity: weight,
          appliesTo: [target],
          optional: false,
          place: around.places.keyAt(path),
          places,
          measure: budgetMeasures[key],
          max,
        },
      ];
    });
  });
}

function readRegression(data: Readonly<Record<string, unknown>>, weight: Severity, around: Around): Assertion[] {
  const found = tableOf(data, 'regression', checkRegression, around);
  if (!found) return [];
  const places = tablePlaces(found.value, found.path, around.places);
  const measured = { time_threshold_percent: 'wall', syscall_threshold_percent: 'steps' } as const;
  return (Object.keys(measured) as (keyof typeof measured)[]).flatMap((key): Assertion[] => {
    const maxPercent = found.value[key];
    if (maxPercent === undefined) return [];
    return [
      {
        type: 'delta',
        name: `regression.${key}`,
        enabled: true,
        severity: weight,
        optional: false,
        place: around.places.keyAt(found.path),
        places,
        measure: measured[key],
        maxPercent,
        twoSided: false,
        key,
      },
    ];
  });
}

function readBaselines(data: Readonly<Record<string, unknown>>, weight: Severity, around: Around): Assertion[] {
  const found = tableOf(data, 'golden_traces', checkGoldenTraces, around);
  if (!found) return [];
  const { directory, format, baselines = [] } = found.value;
  const elsewhere = (key: string, path: TomlPath, got: string, expected: string): void => {
    if (got.replace(/^\.\//, '').replace(/\/$/, '') !== expected)
      around.problems.error('golden-elsewhere', around.places.valueAt(path), {
        key,
        got: describeValue(got),
        expected,
      });
  };
  if (directory !== undefined) elsewhere('directory', ['golden_traces', 'directory'], directory, 'golden_traces');
  if (format !== undefined)
    around.problems.note('ignored-key', around.places.keyAt(['golden_traces', 'format']), {
      key: 'format',
      instead: "goldens are in trace-gate's own format",
    });
  return baselines.map(({ name, file, max_deviation_percent: maxPercent }, index): Assertion => {
    const path = ['golden_traces', 'baselines', index];
    if (file !== undefined) elsewhere('file', [...path, 'file'], file, `golden_traces/${name}.json`);
    return {
      type: 'delta',
      name: `golden_traces.baselines.${name}`,
      enabled: true,
      severity: weight,
      appliesTo: [name],
      optional: false,
      place: around.places.keyAt(path),
      places: tablePlaces(baselines[index] ?? {}, path, around.places),
      measure: 'steps',
      maxPercent,
      twoSided: true,
      key: 'max_deviation_percent',
    };
  });
}

function readRules(data: Readonly<Record<string, unknown>>, ci: CiTable, around: Around): Assertion[] {
  const found = tableOf(data, 'anti_patterns', checkAntiPatterns, around);
  const failing = new Set<string>(ci.fail_on_anti_patterns ?? ciSchema.properties.fail_on_anti_patterns.default);
  const root = { label: '[[anti_patterns.rules]]', path: ['anti_patterns', 'rules'] };
  return readTyped<RuleTable>(found?.value.rules, ruleChecks, root, around).map(({ table, path }): Assertion => {
    const own = table.severity === 'warn' || table.severity === 'warning' ? 'warning' : 'error';
    const severity: Severity = failing.has(own) ? 'error' : 'warn';
    return { ...baseOf(table, severity, path, around.places), severity, type: 'limit', ...limitOfRule(table) };
  });
}

/** Reads every table of the dialect. What has a problem is left out of the result and told. */
export function readTrueno(data: Readonly<Record<string, unknown>>, around: Around): readonly Assertion[] {
  const ci = tableOf(data, 'ci', checkCi, around)?.value ?? {};
  const budgets: Severity = ci.fail_on_budget_exceeded === false ? 'warn' : 'error';
  const regressions: Severity = ci.fail_on_regression === false ? 'warn' : 'error';
  const root = { label: tableKinds.assertions, path: ['assertions'] };
  const checks = readTyped<CheckTable>(data['assertions'], checkChecks, root, around).map(
    ({ table, path }): Assertion => ({
      ...baseOf(table, budgets, path, around.places),
      type: 'limit',
      ...limitOfCheck(table),
    }),
  );
  return [
    ...readBudgets(data, budgets, around),
    ...checks,
    ...readRegression(data, regressions, around),
    ...readBaselines(data, regressions, around),
    ...readRules(data, ci, around),
  ];
}
