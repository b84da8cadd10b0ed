/** Formats in which a trace can be written: one file and one line each. */
import type { TraceDocument } from '../model/trace-file.js';
import type { TraceEvent } from '../model/trace.js';
import { leftOutOfRenacerJson, renderRenacerJson } from './renacer-json.js';
import { renderTraceJson } from './trace-json.js';
import type { WithholdOptions } from './withhold.js';

export interface TraceFormat {
  /** Other names that people have for it. */
  readonly aliases: readonly string[];
  /** The text in pieces, without contents, environment and credentials. */
  readonly render: (document: TraceDocument, options: WithholdOptions) => Iterable<string>;
  /** Events that the format has no place for, counted by kind. */
  readonly leavesOut: (events: readonly TraceEvent[]) => ReadonlyMap<string, number>;
}

const nothing = (): ReadonlyMap<string, number> => new Map();

export const traceFormats: Readonly<Record<string, TraceFormat>> = {
  'trace-json': { aliases: ['json', 'trace-gate'], render: renderTraceJson, leavesOut: nothing },
  'renacer-json-v1': {
    aliases: ['renacer', 'renacer-json'],
    render: renderRenacerJson,
    leavesOut: leftOutOfRenacerJson,
  },
};

/** A format by its name or one of its other names. */
export function findTraceFormat(name: string): TraceFormat | undefined {
  return traceFormats[name] ?? Object.values(traceFormats).find(({ aliases }) => aliases.includes(name));
}
