/** Trace → trace JSON: a header, then one event a line. Without contents, environment and credentials: such files are passed around. */
import { redactBytes } from '../model/redact.js';
import type { TraceContext, TraceDocument } from '../model/trace-file.js';
import type { TraceEvent } from '../model/trace.js';
import { withholdContents, type WithholdOptions } from './withhold.js';

/** Lines that are given out together: few enough to need no memory, enough to need few writes. */
const linesPerPiece = 1000;

function redactedContext(context: TraceContext, { redact }: WithholdOptions): TraceContext {
  // As in the events, or their paths would no longer be in these folders.
  const folder = (path: string): string => redactBytes(path, redact);
  const { cwd, root, program, origins, host, homes, temps, path, uid, user, gid } = context;
  return {
    cwd: folder(cwd),
    ...(root === undefined ? {} : { root: folder(root) }),
    ...(program === undefined ? {} : { program: folder(program) }),
    ...(origins === undefined ? {} : { origins: origins.map(folder) }),
    ...(host === undefined ? {} : { host: folder(host) }),
    homes: homes.map(folder),
    temps: temps.map(folder),
    path: path.map(folder),
    uid,
    user,
    gid,
  };
}

/** What an event is first, then what it did, where it stood last. */
function orderedEvent(event: TraceEvent): object {
  const { kind, tid, timeNs, line, ...rest } = event;
  return { kind, tid, ...rest, timeNs, line };
}

/** The document in pieces, so that a trace of any size can be written; joined they are its text. Numbers over 2^53 (NaN) are null. */
export function* renderTraceJson({ trace, context }: TraceDocument, options: WithholdOptions): Generator<string> {
  const { backend, arch, events } = trace;
  const head = {
    format: 'trace-gate/trace',
    version: 1,
    backend: {
      class: backend.class,
      name: backend.name,
      version: backend.version,
      ...(backend.limits === undefined ? {} : { limits: backend.limits }),
    },
    arch,
    context: redactedContext(context, options),
    unparsed: events.reduce((count, event) => count + Number(event.kind === 'unparsed'), 0),
  };
  const keys = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  let piece = `{${keys.join(',\n')},\n"events":[`;
  for (const [index, event] of events.entries()) {
    piece += `${index === 0 ? '' : ','}\n${JSON.stringify(orderedEvent(withholdContents(event, options)))}`;
    if (index % linesPerPiece === linesPerPiece - 1) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}\n]}\n`;
}
