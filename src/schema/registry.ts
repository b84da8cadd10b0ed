import { dependencyReportSchema } from './bench-deps.js';
import { libraryComparisonSchema } from './bench-goal.js';
import { benchHistorySchema } from './bench-history.js';
import { sizeBaselineSchema, sizeComparisonSchema } from './bench-size.js';
import { renacerTomlSchema } from './config.js';
import { duetSchema } from './duet.js';
import { goldenSchema } from './golden.js';
import { baselineSchema } from './baseline.js';
import { storedComparisonSchema } from './stored-comparison.js';
import { traceSchema } from './trace.js';
import { verdictSchema } from './verdict.js';

/** Every schema that ships: `NAME` becomes `trace-gate/schema/NAME.schema.json` (scripts/write-schemas.mjs). */
export const schemas = {
  'renacer-toml': renacerTomlSchema,
  golden: goldenSchema,
  trace: traceSchema,
  verdict: verdictSchema,
  baseline: baselineSchema,
  duet: duetSchema,
  'bench-comparison': storedComparisonSchema,
  'bench-history': benchHistorySchema,
  'bench-sizes': sizeBaselineSchema,
  'dependency-report': dependencyReportSchema,
  'library-comparison': libraryComparisonSchema,
  'size-comparison': sizeComparisonSchema,
} as const satisfies Record<string, object>;
