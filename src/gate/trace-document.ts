/** Between a recording in hand and a trace file: what the one knows that the other must be told. */
import { gatherFacts } from '../normalize/facts.js';
import { Folders } from '../normalize/folders.js';
import { Names } from '../normalize/names.js';
import { buildTree } from '../normalize/tree.js';
import type { Mentions } from '../model/redact.js';
import type { TraceDocument } from '../model/trace-file.js';
import type { TakenTrace } from './record.js';

export function documentOf({ trace, context }: TakenTrace): TraceDocument {
  const { temporary: _temporary, literals: _literals, redact: _redact, ...kept } = context;
  return { trace, context: kept };
}

/** A trace file as if it had just been recorded. An unknown id is nobody's: NaN equals no owner. */
export function takenTrace({ trace, context }: TraceDocument, redact: readonly RegExp[]): TakenTrace {
  const { uid, gid } = context;
  return {
    trace,
    context: { ...context, uid: uid ?? NaN, gid: gid ?? NaN, user: '', redact, temporary: [], literals: new Set() },
  };
}

/** Finds names of the surroundings in contents: to be written beside their lengths, since a trace file does not hold them. */
export function mentionsJudge({ trace, context }: TakenTrace): (bytes: string) => Mentions {
  const tree = buildTree(trace);
  const names = new Names(context, gatherFacts(trace, tree, new Folders(tree, context.cwd)));
  return (bytes) => names.mentionsIn(bytes);
}
