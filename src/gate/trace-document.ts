/** Between a recording in hand and a trace file: what the one knows that the other must be told. */
import { gatherFacts } from '../normalize/facts.js';
import { Folders } from '../normalize/folders.js';
import { Names } from '../normalize/names.js';
import { buildTree } from '../normalize/tree.js';
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

/** Tells contents whose length is no behaviour: to be written beside them, since a trace file does not hold them. */
export function contentJudge({ trace, context }: TakenTrace): (bytes: string) => boolean {
  const tree = buildTree(trace);
  const names = new Names(context, gatherFacts(trace, tree, new Folders(tree, context.cwd)));
  return (bytes) => names.dependsOnSurroundings(bytes);
}
