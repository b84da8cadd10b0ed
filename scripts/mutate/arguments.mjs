/** Reads and changes decoded arguments. Nothing is changed in place. */

export const isOk = (event) => event.result.kind === 'value';

/** Does the name stand anywhere in the arguments? */
export function mentions(args, name) {
  return JSON.stringify(args).includes(name);
}

export function objectPath(arg) {
  return arg?.kind === 'fd' && arg.object?.type === 'path' ? arg.object.path : undefined;
}

export const number = (value, text = String(value)) => ({ kind: 'number', text, value });
export const flags = (...names) => ({ kind: 'flags', names });
export const string = (bytes) => ({ kind: 'string', bytes, truncated: false });
export const descriptor = (fd, path) => ({ kind: 'fd', fd, object: { type: 'path', path, deleted: false } });
export const result = (value, object) => ({
  kind: 'value',
  value,
  text: String(value),
  ...(object === undefined ? {} : { object }),
});

/** The arguments (or any part of an event) with every node replaced by what `change` makes of it, the innermost first. */
export function mapDeep(node, change) {
  if (Array.isArray(node)) return node.map((part) => mapDeep(part, change));
  if (typeof node !== 'object' || node === null) return node;
  const mapped = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapDeep(value, change)]));
  return change(mapped) ?? mapped;
}

/** The event with one of its arguments replaced. */
export function withArgument(event, index, arg) {
  return { ...event, args: event.args.map((old, at) => (at === index ? arg : old)) };
}

/** The socket address among the arguments: `127.0.0.1:80`, `unix:/run/x`; '' for none. */
export function addressOf(args) {
  for (const arg of args) {
    const value = arg.kind === 'change' ? (arg.before ?? arg.after) : arg;
    if (value?.kind !== 'struct') continue;
    const path = value.fields.find(({ name }) => name === 'sun_path')?.value;
    if (path?.kind === 'string') return `unix:${path.bytes}`;
    const port = portOf(value);
    if (port !== undefined) return `${hostOf(value)}:${port}`;
  }
  return '';
}

export function portOf(address) {
  const port = address.fields.find(({ name }) => /^sin6?_port$/.test(name))?.value;
  const value = port?.kind === 'macro' ? port.args[0]?.value : undefined;
  return value > 0 ? value : undefined;
}

function hostOf(address) {
  const texts = address.fields.flatMap(({ value }) => (value.kind === 'macro' ? value.args : []));
  return texts.find(({ kind }) => kind === 'string')?.bytes ?? '';
}
