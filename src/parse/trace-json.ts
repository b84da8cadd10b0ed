/** Trace JSON → trace. Line by line where it is laid out as export/trace-json.ts does it, so that a mistake has its line; as a whole otherwise. */
import type { TraceDocument } from '../model/trace-file.js';
import type { DecodedArg, StructField, SyscallResult, TraceEvent } from '../model/trace.js';
import { compileSchema, type SchemaCheck } from '../schema/compile-schema.js';
import { traceSchema } from '../schema/trace.js';

// Two steps: the header, then each event against the rules of its own kind.
const checkHeader: SchemaCheck<unknown> = compileSchema({
  ...traceSchema,
  properties: { ...traceSchema.properties, events: { type: 'array' } },
});
const checkEvent: SchemaCheck<unknown> = compileSchema({
  $ref: '#/definitions/event',
  definitions: traceSchema.definitions,
});

interface Layout {
  readonly header: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
  /** The line of an event; undefined: the file is laid out in another way. */
  readonly lineOf: (index: number) => number | undefined;
}

/** Is the text a trace file, whole or not? For those who take several formats. */
export function looksLikeTrace(text: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"trace-gate\/trace"/.test(text.slice(0, 200));
}

/** A trace file, or why it is none. */
export type ReadTrace =
  | { readonly ok: true; readonly document: TraceDocument }
  | { readonly ok: false; readonly detail: string; readonly line?: number };

/** Reading stops at the first mistake, wherever it is found. */
class Mistake extends Error {
  constructor(
    readonly detail: string,
    readonly line: number | undefined,
    cause: unknown,
  ) {
    super(detail, { cause });
  }
}

/** Reads a trace file; a mistake comes with its line where the file is laid out as we write it. */
export function parseTraceJson(text: string): ReadTrace {
  try {
    return { ok: true, document: readDocument(text) };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ok: false, detail: error.detail, ...(error.line === undefined ? {} : { line: error.line }) };
  }
}

function readDocument(text: string): TraceDocument {
  const fail: Fail = (detail, line, cause) => {
    throw new Mistake(detail, line, cause);
  };
  const { header, events, lineOf } = readLines(text, fail) ?? readWhole(text, fail);
  checkVersion(header, fail);
  const head = checkHeader({ ...header, events: [] });
  if (!head.ok) return fail(describe(head.mismatches[0], 'the header'), 1);
  events.forEach((event, index) => {
    const result = checkEvent(event);
    if (!result.ok) fail(describe(result.mismatches[0], `event ${index + 1}`), lineOf(index));
  });
  const { backend, arch, context } = header as unknown as TraceDocument['trace'] & TraceDocument;
  return { trace: { backend, arch, events: events.map((event) => revivedEvent(event as TraceEvent)) }, context };
}

type Fail = (detail: string, line?: number, cause?: unknown) => never;

function readLines(text: string, fail: Fail): Layout | undefined {
  const mark = '\n"events":[\n';
  const at = text.indexOf(mark);
  if (at === -1) return undefined;
  const head = `${text.slice(0, at)}\n"events":[]}`;
  const before = head.split('\n').length;
  const header = parseJson(head, (detail, _, cause) => fail(detail, 1, cause));
  const events: unknown[] = [];
  let start = at + mark.length;
  let line = before;
  for (;;) {
    line += 1;
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const content = text.slice(start, end);
    if (content === ']}') break;
    if (newline === -1) return fail('it ends in the middle', line);
    // A layout of someone else that only begins like ours.
    if (!content.startsWith('{')) return undefined;
    const last = line;
    events.push(parseJson(content.replace(/,$/, ''), (detail, _, cause) => fail(detail, last, cause)));
    start = end + 1;
  }
  if (text.slice(start + 2).trim() !== '') return fail('there is more behind its end', line + 1);
  return { header: header as Layout['header'], events, lineOf: (index) => before + 1 + index };
}

function readWhole(text: string, fail: Fail): Layout {
  const value = parseJson(text, (detail, position, cause) =>
    fail(detail, position === undefined ? undefined : text.slice(0, position).split('\n').length, cause),
  );
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('it holds JSON of another kind', 1);
  const { events } = value as { events?: unknown };
  if ((value as { format?: unknown }).format === traceSchema.properties.format.const && !Array.isArray(events))
    return fail('it has no list of events', 1);
  return { header: value as Layout['header'], events: Array.isArray(events) ? events : [], lineOf: () => undefined };
}

function parseJson(
  text: string,
  fail: (detail: string, position: number | undefined, cause: unknown) => never,
): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // V8's own words are the only ones that tell where, and they don't always.
    const position =
      /at position (\d+)/.exec(String(error))?.[1] ?? (/end of JSON/.test(String(error)) ? text.length : undefined);
    return fail('it is not JSON here', position === undefined ? undefined : Number(position), error);
  }
}

function checkVersion({ format, version }: Layout['header'], fail: Fail): void {
  const { properties } = traceSchema;
  if (format !== properties.format.const)
    fail(typeof format === 'string' ? `its format is ${JSON.stringify(format)}` : 'it has no format', 1);
  if (typeof version === 'number' && version > properties.version.const)
    fail(`it has format version ${version}; this trace-gate knows versions up to ${properties.version.const}`, 1);
}

type Mismatch = Extract<ReturnType<typeof checkEvent>, { ok: false }>['mismatches'][number];

function describe(mismatch: Mismatch | undefined, what: string): string {
  if (!mismatch) return what;
  const { path, message, params } = mismatch;
  const at = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  const extra = params['additionalProperty'] ?? params['allowedValues'] ?? params['allowedValue'];
  return `${what}${at} ${message}${extra === undefined ? '' : ` (${JSON.stringify(extra)})`}`;
}

/** JSON has no NaN; null stands for it. */
const revivedNumber = (value: number | null): number => value ?? NaN;

function revivedArg(arg: DecodedArg): DecodedArg {
  switch (arg.kind) {
    case 'number':
      return { ...arg, value: revivedNumber(arg.value) };
    case 'struct':
      return { ...arg, fields: arg.fields.map(revivedField) };
    case 'array':
      return { ...arg, items: arg.items.map(revivedArg) };
    case 'macro':
      return { ...arg, args: arg.args.map(revivedArg) };
    case 'change':
      return { ...arg, before: arg.before && revivedArg(arg.before), after: arg.after && revivedArg(arg.after) };
    default:
      return arg;
  }
}

function revivedField({ name, value }: StructField): StructField {
  return { name, value: revivedArg(value) };
}

function revivedResult(result: SyscallResult): SyscallResult {
  return result.kind === 'value' ? { ...result, value: revivedNumber(result.value) } : result;
}

function revivedEvent(event: TraceEvent): TraceEvent {
  if (event.kind === 'syscall')
    return { ...event, args: event.args.map(revivedArg), result: revivedResult(event.result) };
  return event.kind === 'signal' ? { ...event, info: event.info.map(revivedField) } : event;
}
