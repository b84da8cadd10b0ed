/**
 * Measures, in CPU time, how fast recordings are parsed: records ordinary programs on the spot with strace and, where it works, with our own recorder,
 * and parses what they wrote again and again. Events a second of both, and how many times as fast the second is. "all bytes": those of long buffers
 * too, which the parser of strace decodes on demand.
 *
 * Use: node scripts/bench-parse.mjs [--quick] [LOG|STREAM...]     Needs `npm run build`, and strace unless logs are given.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderTable } from './bench/table.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
const dist = (file) => import(new URL(`../dist/${file}`, import.meta.url).href);
const { StraceParser } = await dist('parse/strace.js');
const { RecorderParser } = await dist('parse/recorder.js');

const programs = {
  'git status': ['git', 'status'],
  'python3 import json': ['python3', '-c', 'import json'],
  'ls -l /usr/bin': ['ls', '-l', '/usr/bin'],
  'find /usr/share': ['find', '/usr/share'],
  'sh, 60 processes': ['sh', '-c', 'for i in 1 2 3 4 5 6 7 8 9 10; do ls / | sort | wc -l; ls / | head -n 1; done'],
  'dd bs=1': ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=5000', 'status=none'],
};
const straceOptions =
  '-f --absolute-timestamps=format:unix,precision:ns --syscall-times=ns -yy -s 4096 --quiet=attach,path-resolution'.split(
    ' ',
  );
const recorder = process.env.TRACE_GATE_RECORDER ?? fileURLToPath(new URL('../build/native/recorder', import.meta.url));
const chunkBytes = 1 << 16;
const measuredMs = values.quick ? 150 : 400;

const ways = {
  strace: { parser: StraceParser, command: (file) => ['strace', ...straceOptions, '-o', file, '--'] },
  recorder: {
    parser: RecorderParser,
    command: (file) => [recorder, '--backend', 'ebpf', '--output', file, '--data', '4096', '--'],
  },
};

function record(folder, way, command) {
  const file = join(folder, way);
  const { status } = spawnSync(ways[way].command(file)[0], [...ways[way].command(file).slice(1), ...command], {
    stdio: 'ignore',
  });
  return status === 0 && existsSync(file) ? readFileSync(file) : undefined;
}

/** Asks for the bytes of every string, as a consumer that compares buffers would. */
let touched = 0;
function touch(arg) {
  if (arg === null) return;
  if (arg.kind === 'string') touched += arg.bytes.length;
  else if (arg.kind === 'struct') for (const field of arg.fields) touch(field.value);
  else if (arg.kind === 'array') arg.items.forEach(touch);
  else if (arg.kind === 'macro') arg.args.forEach(touch);
  else if (arg.kind === 'change') [arg.before, arg.after].forEach(touch);
}

function parseOnce(Parser, bytes, everything) {
  const parser = new Parser();
  const seen = { events: 0, unparsed: 0 };
  const look = (event) => {
    seen.events++;
    if (event.kind === 'unparsed') seen.unparsed++;
    else if (everything && event.kind === 'syscall') event.args.forEach(touch);
  };
  for (let at = 0; at < bytes.length; at += chunkBytes) parser.push(bytes.subarray(at, at + chunkBytes)).forEach(look);
  parser.end().forEach(look);
  return seen;
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

/** The best of many rounds, in CPU time: what disturbs only ever slows down. */
function measure(Parser, bytes, everything) {
  const end = cpuMs() + measuredMs;
  let best = 0;
  let seen;
  while (cpuMs() < end || seen === undefined) {
    const start = cpuMs();
    // Short ones again and again: the clock of CPU time is coarse.
    let events = 0;
    do {
      seen = parseOnce(Parser, bytes, everything);
      events += seen.events;
    } while (cpuMs() - start < 10);
    best = Math.max(best, (events * 1e3) / (cpuMs() - start));
  }
  return { ...seen, perSecond: best };
}

const isStream = (bytes) => bytes.toString('latin1', 16, 24) === 'tagtrace';
const millions = (perSecond) => `${(perSecond / 1e6).toFixed(2)} M/s`;

function rowOf(name, strace, stream) {
  const log = strace && measure(StraceParser, strace, false);
  const all = strace && measure(StraceParser, strace, true);
  const own = stream && measure(RecorderParser, stream, true);
  return [
    name,
    String((own ?? log).events),
    log ? millions(log.perSecond) : '-',
    all ? millions(all.perSecond) : '-',
    own ? millions(own.perSecond) : '-',
    all && own ? `${(own.perSecond / all.perSecond).toFixed(1)} x` : '-',
    String((log?.unparsed ?? 0) + (own?.unparsed ?? 0)),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'bench-parse-'));
try {
  const rows = [['parse', 'events', 'strace', 'all bytes', 'recorder', 'of strace', 'unparsed']];
  for (const path of positionals) {
    const bytes = readFileSync(path);
    rows.push(rowOf(basename(path), ...(isStream(bytes) ? [undefined, bytes] : [bytes, undefined])));
  }
  if (positionals.length === 0) {
    for (const [name, command] of Object.entries(programs)) {
      const [log, stream] = ['strace', 'recorder'].map((way) => record(folder, way, command));
      if (log ?? stream) rows.push(rowOf(name, log, stream));
    }
  }
  console.log(renderTable(rows));
  if (rows.length === 1) throw new Error('neither strace nor the recorder could record anything');
  if (rows.slice(1).every((row) => row[4] === '-'))
    console.log(`no recorder's streams: ${recorder} is not built (npm run build), or eBPF does not work here`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
