import { assertionSchemas, unsupportedAssertionSchemas } from '../schema/assertion.js';
import { redactSchema, tableKinds } from '../schema/config.js';
import { targetSchema } from '../schema/target.js';

const types = Object.entries({ ...assertionSchemas, ...unsupportedAssertionSchemas });

/** The tables and types that have a key, as they are written: a right key at a wrong place is told as such. */
export function tablesWithKey(key: string): readonly string[] {
  const having = types.filter(([, schema]) => Object.hasOwn(schema.properties, key));
  return [
    ...(Object.hasOwn(targetSchema.properties, key) ? [tableKinds.target] : []),
    ...(Object.hasOwn(redactSchema.properties, key) ? [tableKinds.redact] : []),
    // A key that every type has says nothing about which one was meant.
    ...(having.length === types.length
      ? [tableKinds.assertion]
      : having.map(([type]) => `${tableKinds.assertion} of type "${type}"`)),
  ];
}
