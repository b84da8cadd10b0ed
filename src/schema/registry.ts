import { renacerTomlSchema } from './config.js';

/** Every schema that ships: `NAME` becomes `trace-gate/schema/NAME.schema.json` (scripts/write-schemas.mjs). */
export const schemas = {
  'renacer-toml': renacerTomlSchema,
} as const satisfies Record<string, object>;

export type SchemaName = keyof typeof schemas;
