import type { Assertion, ConfigPlace, LimitAssertion } from '../model/config.js';
import { measureSpec } from '../model/measures.js';
import { defaultDevices } from '../model/patterns.js';
import { assertionSchemas, type AssertionTable } from '../schema/assertion.js';
import { compileSchema, type SchemaCheck } from '../schema/compile-schema.js';
import { tableKinds } from '../schema/config.js';
import { compilePattern } from './compile-pattern.js';
import type { Problems } from './problems.js';
import { readBound } from './read-bound.js';
import type { TableContext } from './report-mismatches.js';
import { deltaOf } from './read-delta.js';
import { readExpression } from './read-expression.js';
import { tablePlaces, tablesOf } from './table-places.js';
import type { TomlPlaces } from './toml-places.js';
import { checkedTable, typedTable } from './typed-table.js';

const checks = new Map<string, SchemaCheck<unknown>>(
  Object.entries(assertionSchemas).map(([type, schema]) => [type, compileSchema(schema)]),
);

export interface AssertionSurroundings {
  readonly places: TomlPlaces;
  readonly problems: Problems;
}

/** Reads every `[[assertion]]`. What has a problem is left out of the result and told. */
export function readAssertions(value: unknown, around: AssertionSurroundings): readonly Assertion[] {
  const assertions: Assertion[] = [];
  const first = new Map<string, ConfigPlace>();

  for (const { table, path } of tablesOf(value, 'assertion')) {
    const context: TableContext = { ...around, label: tableKinds.assertion, path };
    const known = checkTable(table, context);
    if (known === undefined) continue;
    const place = context.places.valueAt([...path, 'name']);
    const earlier = first.get(known.name);
    if (earlier === undefined) first.set(known.name, place);
    else context.problems.note('duplicate-assertion', place, { name: known.name, first: earlier });
    assertions.push(...toAssertions(known, context));
  }
  return assertions;
}

/** The table against the schema of its own type; undefined when there is nothing in it that could be evaluated. */
function checkTable(raw: unknown, context: TableContext): AssertionTable | undefined {
  const { places, problems, path, label } = context;
  const typed = typedTable(raw, 'type', checks, context);
  if (!typed) return undefined;
  const { table, type, check } = typed;
  if (table['fail_on_violation'] === false && table['severity'] === 'error') {
    problems.error('contradiction', places.keyAt([...path, 'severity']), { assertion: String(table['name']) });
  }
  for (const key of patternKeys) reportBadPattern(key, table[key], context);
  return checkedTable(table, check, { ...context, label: `${label} of type "${type}"` }) as AssertionTable | undefined;
}

/** What a table demands, and its `max_delta`: how far that may be from what was. */
function toAssertions(table: AssertionTable, context: TableContext): Assertion[] {
  const assertion = toAssertion(table, context);
  // What is wrong with it was told.
  if (!assertion) return [];
  const isBounded = assertion.type !== 'limit' || assertion.max !== undefined || assertion.min !== undefined;
  const max = 'max_delta' in table ? table.max_delta : undefined;
  if (max === undefined) return [assertion];
  const delta = deltaOf(assertion, max, context);
  return [...(isBounded ? [assertion] : []), ...(delta ? [delta] : [])];
}

function toAssertion(table: AssertionTable, context: TableContext): Assertion | undefined {
  const { path, places } = context;
  const base = {
    name: table.name,
    enabled: table.enabled !== false && table.severity !== 'off',
    severity: table.fail_on_violation === false || table.severity === 'warn' ? ('warn' as const) : ('error' as const),
    ...(table.applies_to === undefined ? {} : { appliesTo: table.applies_to }),
    optional: table.optional ?? false,
    ...(table.why === undefined ? {} : { why: table.why }),
    place: places.keyAt(path),
    places: tablePlaces(table, path, places),
  };
  switch (table.type) {
    case 'critical_path': {
      const traceNamePattern = patternOf(table.trace_name_pattern);
      const pattern = traceNamePattern === undefined ? {} : { traceNamePattern };
      const measure = table.measure ?? 'wall';
      return { ...base, type: table.type, measure, maxDurationMs: table.max_duration_ms, ...pattern };
    }
    case 'span_count': {
      const spanNamePattern = patternOf(table.span_name_pattern);
      const pattern = spanNamePattern === undefined ? {} : { spanNamePattern };
      return { ...base, type: table.type, maxSpans: table.max_spans, ...pattern };
    }
    case 'memory_usage':
      return {
        ...base,
        type: table.type,
        maxBytes: table.max_bytes,
        trackingMode: table.tracking_mode ?? 'allocations',
      };
    case 'anti_pattern': {
      const processNamePattern = patternOf(table.process_name_pattern);
      return {
        ...base,
        type: table.type,
        pattern: table.pattern === 'PCIeBottleneck' ? 'PcieBottleneck' : table.pattern,
        threshold: table.threshold,
        ...(processNamePattern === undefined ? {} : { processNamePattern }),
        devices: table.devices ?? defaultDevices,
      };
    }
    case 'custom': {
      const { expression } = table;
      const read = readExpression(expression);
      if (read.ok) return { ...base, type: table.type, expression, condition: read.condition };
      const place = places.valueAt([...path, 'expression']);
      context.problems.error('bad-expression', place, { expression, detail: read.detail });
      return undefined;
    }
    case 'limit':
      return { ...base, type: table.type, measure: table.measure, ...readLimit(table, context) };
    case 'delta':
      return {
        ...base,
        type: table.type,
        measure: table.measure,
        maxPercent: table.max_percent,
        twoSided: table.two_sided ?? false,
        key: 'max_percent',
      };
  }
}

function readLimit(
  table: Extract<AssertionTable, { type: 'limit' }>,
  context: TableContext,
): Pick<LimitAssertion, 'max' | 'min' | 'syscalls'> {
  const { places, problems, path } = context;
  const { max, min, measure, syscall, name } = table;
  if (max === undefined && min === undefined && table.max_delta === undefined)
    problems.error('no-bound', places.keyAt(path), { assertion: name });
  if (syscall !== undefined && measureSpec(measure).ofCalls !== true)
    problems.error('not-of-calls', places.keyAt([...path, 'syscall']), { measure });
  const bound = (key: 'max' | 'min', value: string | number | undefined): object => {
    if (value === undefined) return {};
    const limit = readBound(key, value, measureSpec(measure).unit, context);
    return limit === undefined ? {} : { [key]: { limit, key } };
  };
  return {
    ...bound('max', max),
    ...bound('min', min),
    ...(syscall === undefined ? {} : { syscalls: [syscall].flat() }),
  };
}

const patternKeys = ['trace_name_pattern', 'span_name_pattern', 'process_name_pattern'];

/** Told beside whatever else is wrong with the table. */
function reportBadPattern(key: string, text: unknown, { path, places, problems }: TableContext): void {
  const result = typeof text === 'string' ? compilePattern(text) : undefined;
  if (result === undefined || result.ok) return;
  problems.error('bad-pattern', places.valueAt([...path, key]), { key, pattern: String(text), detail: result.detail });
}

/** An invalid pattern was told already and is missing here, which harms nobody since the file is refused. */
function patternOf(text: string | undefined): RegExp | undefined {
  const result = text === undefined ? undefined : compilePattern(text);
  return result?.ok ? result.pattern : undefined;
}
