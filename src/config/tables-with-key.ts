import { assertionSchemas } from '../schema/assertion.js';
import { goldenTracesSchema, redactSchema, regressionSchema, reportingSchema, tableKinds } from '../schema/config.js';
import { targetSchema } from '../schema/target.js';
import { budgetSchema, checkSchemas, ciSchema, ruleSchemas } from '../schema/trueno.js';

interface Table {
  readonly label: string;
  readonly properties: object;
}

const tables: readonly Table[] = [
  { label: tableKinds.target, properties: targetSchema.properties },
  { label: tableKinds.redact, properties: redactSchema.properties },
  { label: tableKinds.regression, properties: regressionSchema.properties },
  { label: tableKinds.golden_traces, properties: goldenTracesSchema.properties },
  { label: '[[golden_traces.baselines]]', properties: goldenTracesSchema.properties.baselines.items.properties },
  { label: '[performance.budgets]', properties: budgetSchema.properties },
  { label: tableKinds.ci, properties: ciSchema.properties },
  { label: tableKinds.reporting, properties: reportingSchema.properties },
];

/** Tables that are of several kinds, by the key that says of which. */
const typed = [
  { label: tableKinds.assertion, by: 'type', schemas: assertionSchemas },
  { label: tableKinds.assertions, by: 'check', schemas: checkSchemas },
  { label: '[[anti_patterns.rules]]', by: 'check', schemas: ruleSchemas },
] as const;

/** The tables and types that have a key, as they are written: a right key at a wrong place is told as such. */
export function tablesWithKey(key: string): readonly string[] {
  return [
    ...tables.filter(({ properties }) => Object.hasOwn(properties, key)).map(({ label }) => label),
    ...typed.flatMap(({ label, by, schemas }) => {
      const kinds = Object.entries(schemas);
      const having = kinds.filter(([, schema]) => Object.hasOwn(schema.properties, key));
      // A key that every kind has says nothing about which one was meant.
      return having.length === kinds.length
        ? [label]
        : having.map(([kind]) => `${label} ${by === 'type' ? 'of type' : 'with check ='} "${kind}"`);
    }),
  ];
}
