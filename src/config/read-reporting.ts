import { isAbsolute, join } from 'node:path/posix';

import type { Reporting } from '../model/config.js';
import { compileSchema } from '../schema/compile-schema.js';
import { reportingSchema, tableKinds } from '../schema/config.js';
import type { TableContext } from './report-mismatches.js';
import { checkedTable } from './typed-table.js';

const checkReporting = compileSchema(reportingSchema);

/** Reads `[reporting]`; `directory` is the folder of renacer.toml. */
export function readReporting(
  value: unknown,
  directory: string,
  around: Omit<TableContext, 'label' | 'path'>,
): Reporting | undefined {
  // Not a table: absent, or told by the envelope.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const table = checkedTable(value, checkReporting, { ...around, label: tableKinds.reporting, path: ['reporting'] });
  if (!table) return undefined;
  const { formats, output_dir: folder } = table;
  return { formats: [...new Set(formats)], outputDir: isAbsolute(folder) ? folder : join(directory, folder) };
}
