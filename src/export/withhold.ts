/**
 * An event without what a trace file must not hold: the content of buffers, the environment, credentials. What is kept is listed, not what is left
 * out: a string in an argument of unknown meaning is content.
 */
import { redactBytes, redactText, withheldBytes, type Mentions } from '../model/redact.js';
import { syscallSpec, type ArgKind } from '../model/syscalls.js';
import type { DecodedArg, FdObject, StructField, SyscallEvent, TraceEvent } from '../model/trace.js';

export interface WithholdOptions {
  /** Patterns of renacer.toml's [redact]. */
  readonly redact: readonly RegExp[];
  /** Which names of the surroundings a content holds: they make it longer or shorter without a change of behaviour. */
  readonly mentions: (bytes: string) => Mentions;
}

/** Arguments whose strings are names and not content. `number`: prctl's, of which the string ones are names. */
const named: ReadonlySet<ArgKind> = new Set(['path', 'string', 'argv', 'sockaddr', 'number']);

type Keep = 'names' | 'nothing';

function withheldArg(arg: DecodedArg, keep: Keep, options: WithholdOptions): DecodedArg {
  const inner = (part: DecodedArg): DecodedArg => withheldArg(part, keep, options);
  switch (arg.kind) {
    case 'string':
      return keep === 'names'
        ? { ...arg, bytes: redactBytes(arg.bytes, options.redact) }
        : { kind: 'raw', text: withheldBytes(arg.bytes.length, options.mentions(arg.bytes)) };
    case 'raw':
      // An expression is kept, it may hold flags; what has quotes is a buffer in a form that no one knows.
      return keep === 'nothing' && /["']/.test(arg.text)
        ? { kind: 'raw', text: withheldBytes(arg.text.length, options.mentions(arg.text)) }
        : { ...arg, text: redactText(arg.text, options.redact) };
    case 'fd':
      return { ...arg, object: withheldObject(arg.object, options) };
    case 'struct':
      return { ...arg, fields: arg.fields.map((field) => withheldField(field, keep, options)) };
    case 'array':
      return { ...arg, items: arg.items.map(inner) };
    case 'macro': {
      // inet_addr("127.0.0.1") is an address wherever it stands.
      const kept = arg.name.startsWith('inet') ? 'names' : keep;
      return { ...arg, args: arg.args.map((part) => withheldArg(part, kept, options)) };
    }
    case 'change':
      return { ...arg, before: arg.before && inner(arg.before), after: arg.after && inner(arg.after) };
    case 'number':
    case 'flags':
    case 'null':
    case 'set':
      return arg;
  }
}

function withheldField({ name, value }: StructField, keep: Keep, options: WithholdOptions): StructField {
  return { name, value: withheldArg(value, name === 'sun_path' ? 'names' : keep, options) };
}

function withheldObject(object: FdObject, options: WithholdOptions): FdObject {
  if (object.type === 'path') return { ...object, path: redactBytes(object.path, options.redact) };
  return object.type === 'socket' ? { ...object, text: redactBytes(object.text, options.redact) } : object;
}

/** strace prints an address, with -v the variables themselves. */
function withheldEnvironment(arg: DecodedArg): DecodedArg {
  if (arg.kind === 'array') return { kind: 'raw', text: `<${arg.items.length} variables>` };
  const isAddress = arg.kind === 'number' || arg.kind === 'null';
  const isMark =
    arg.kind === 'raw' &&
    /^(?:0x[\da-f]+ \/\* \d+ vars(?: \(unterminated\))? \*\/|<(?:\d+ )?variables>)$/.test(arg.text);
  return isAddress || isMark ? arg : { kind: 'raw', text: '<variables>' };
}

/** A line that could not be read may hold anything behind the name of its call. */
function withheldLine(text: string): string {
  const head =
    /^(?:\[pid +\d+\] |\d+ +)?(?:\d[\d:.]* )?(?:\(\+ *[\d.]+\) )?(?:<\.\.\. \w+ resumed>|\w+\()/.exec(text)?.[0] ?? '';
  const rest = text.slice(head.length);
  return rest === '' || /^<\d+ bytes>$/.test(rest) ? text : `${head}${withheldBytes(rest.length)}`;
}

function withheldCall(event: SyscallEvent, options: WithholdOptions): SyscallEvent {
  const spec = syscallSpec(event.name);
  const args = event.args.map((arg, index) => {
    const kind = spec.args[index]?.[1];
    if (kind === 'envp') return withheldEnvironment(arg);
    return withheldArg(arg, kind !== undefined && named.has(kind) ? 'names' : 'nothing', options);
  });
  const { result, note } = event;
  const object = result.kind === 'value' ? result.object : undefined;
  return {
    ...event,
    args,
    ...(result.kind === 'value' && object ? { result: { ...result, object: withheldObject(object, options) } } : {}),
    ...(note === undefined ? {} : { note: redactText(note.replace(/"(?:[^"\\]|\\.)*"?/g, '<bytes>'), options.redact) }),
  };
}

/** The event as a trace file holds it. Doing it twice changes nothing more. */
export function withholdContents(event: TraceEvent, options: WithholdOptions): TraceEvent {
  switch (event.kind) {
    case 'syscall':
      return withheldCall(event, options);
    case 'signal':
      return { ...event, info: event.info.map((field) => withheldField(field, 'nothing', options)) };
    case 'unparsed':
      return { ...event, text: withheldLine(event.text) };
    case 'exit':
    case 'lost':
      return event;
  }
}
