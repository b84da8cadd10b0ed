/** Events and mutants in words: events as strace writes them, with the placeholders of goldens for folders. */

const toText = (bytes) => Buffer.from(bytes, 'latin1').toString('utf8');

function objectText(object, shown) {
  switch (object?.type) {
    case 'path':
      return `<${toText(shown(object.path))}>`;
    case 'pipe':
      return `<pipe:[${object.inode}]>`;
    case 'socket':
      return `<${object.protocol}:[${object.text}]>`;
    case 'anon':
      return `<${object.name}>`;
    default:
      return '';
  }
}

function argText(arg, shown) {
  if (arg === null) return '';
  const list = (args) => args.map((part) => argText(part, shown)).join(', ');
  switch (arg.kind) {
    case 'number':
    case 'raw':
      return arg.text;
    case 'flags':
      return arg.names.join('|');
    case 'null':
      return 'NULL';
    case 'string':
      return `"${toText(shown(arg.bytes))}"`;
    case 'fd':
      return `${arg.fd === -100 ? 'AT_FDCWD' : arg.fd}${objectText(arg.object, shown)}`;
    case 'struct':
      return `{${arg.fields.map(({ name, value }) => `${name && `${name}=`}${argText(value, shown)}`).join(', ')}}`;
    case 'array':
      return `[${list(arg.items)}]`;
    case 'set':
      return `${arg.complement ? '~' : ''}[${arg.items.join(' ')}]`;
    case 'macro':
      return `${arg.name}(${list(arg.args)})`;
    case 'change':
      return `${argText(arg.before, shown)} => ${argText(arg.after, shown)}`;
    default:
      return '?';
  }
}

function resultText(result, shown) {
  if (result.kind === 'errno') return `-1 ${result.errno}`;
  return result.kind === 'none' ? '?' : `${result.text}${objectText(result.object, shown)}`;
}

/** One event in one line. */
export function eventText(event, shown = (path) => path) {
  switch (event.kind) {
    case 'syscall':
      return `${event.name}(${event.args.map((arg) => argText(arg, shown)).join(', ')}) = ${resultText(event.result, shown)}`;
    case 'signal':
      return `--- ${event.signal} ---`;
    case 'exit':
      return event.outcome.kind === 'exited'
        ? `+++ exited with ${event.outcome.code} +++`
        : `+++ killed by ${event.outcome.signal} +++`;
    default:
      return event.kind;
  }
}

const longest = 180;
const most = 5;

function linesOf(events, shown) {
  const lines = events.map((event) => eventText(event, shown));
  const short = lines.map((line) => (line.length > longest ? `${line.slice(0, longest)}…` : line));
  if (short.length <= most) return short;
  return [...short.slice(0, most - 2), `… ${short.length - most + 1} more`, ...short.slice(-1)];
}

/** Which events of a mutant say it all: those it is about, or all that were edited. */
function sidesOf({ about, isOrder, edits }, { events }) {
  const places = [...edits.keys()].sort((a, b) => a - b);
  if (isOrder) {
    // Of what stands between the two only what is like them.
    const names = new Set(about.map((index) => events[index].name));
    const alike = ({ name }) => places.length <= most || names.has(name);
    return [
      places.map((index) => events[index]).filter(alike),
      places.flatMap((index) => edits.get(index)).filter(alike),
    ];
  }
  const shownPlaces = places.length > 3 && places.some((index) => (edits.get(index) ?? []).length > 0) ? about : places;
  return [
    shownPlaces.map((index) => events[index]),
    shownPlaces.flatMap((index) => edits.get(index) ?? [events[index]]),
  ];
}

/** Several lines: what was done to whom, the events before and after. */
export function describeMutant(mutant, recording) {
  const { call, what, about } = mutant;
  const shown = (path) => recording.shown(path);
  const { task, process } = call;
  const thread = process.tasks.length > 1 ? `, thread ${task.number} of ${process.tasks.length}` : '';
  const [before, after] = sidesOf(mutant, recording);
  const lines = (title, events) =>
    linesOf(events, shown).map((line, at) => `      ${(at === 0 ? title : '').padEnd(8)}${line}`);
  return [
    `    ${what}: ${toText(shown(call.object ?? ''))}`,
    `      by      ${toText(shown(call.program))}, process ${process.name}${thread}, event ${about.map((index) => index + 1).join(' and ')}`,
    ...lines('before', before),
    ...(after.length > 0 ? lines('after', after) : ['      after   (nothing)']),
  ].join('\n');
}

/** A difference that trace-gate reported, in one line. */
export function differenceText({ change, process, before, after, counts, subject }) {
  const steps = [before[0], after[0]].map((step) => (step === undefined ? '-' : JSON.stringify(step)));
  return `${change} ${subject ?? ''} ${process} ${steps.join(' → ')} (${counts.before} → ${counts.after})`
    .replace(/ +/g, ' ')
    .slice(0, 300);
}
