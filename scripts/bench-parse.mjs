/**
 * Measures how many lines of strace text a second are parsed on one core: records ordinary programs on the spot, repeats their logs to some 60 MB, and
 * prints one line per program. "events": everything but the bytes of long buffers, which are decoded on demand. "all bytes": those too.
 *
 * Use: node scripts/bench-parse.mjs [LOG...]     Needs `npm run build`, and strace unless logs are given.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const programs = {
  'git status': ['git', 'status'],
  'python3 import json': ['python3', '-c', 'import json'],
  'ls -l /usr/bin': ['ls', '-l', '/usr/bin'],
  'node hello': ['node', '-e', 'console.log(1)'],
};
const options =
  '-f --absolute-timestamps=format:unix,precision:ns --syscall-times=ns -yy -s 4096 --quiet=attach,path-resolution'.split(
    ' ',
  );
const chunkBytes = 1 << 16;
const targetBytes = 60e6;
const rounds = 5;

function record(folder) {
  const logs = [];
  for (const [name, command] of Object.entries(programs)) {
    const path = join(folder, `${logs.length}.strace`);
    const { error } = spawnSync('strace', [...options, '-o', path, '--', ...command], { stdio: 'ignore' });
    if (error) throw new Error(`strace could not be run: ${error.message}`);
    logs.push({ name, bytes: readFileSync(path) });
  }
  return logs.filter(({ bytes }) => bytes.length > 0);
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

function linesPerSecond(StraceParser, bytes, lines, everything) {
  const repeats = Math.max(1, Math.round(targetBytes / rounds / bytes.length));
  let best = 0;
  let unparsed = 0;
  for (let round = 0; round < rounds; round++) {
    const parser = new StraceParser();
    const start = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        for (const event of parser.push(bytes.subarray(at, at + chunkBytes))) {
          if (event.kind === 'unparsed') unparsed++;
          else if (everything && event.kind === 'syscall') event.args.forEach(touch);
        }
      }
    }
    parser.end();
    best = Math.max(best, (lines * repeats * 1e3) / (performance.now() - start));
  }
  return { best: Math.round(best), unparsed };
}

const built = new URL('../dist/parse/strace.js', import.meta.url);
const { StraceParser } = await import(
  process.env.TRACE_GATE_PARSER ? pathToFileURL(process.env.TRACE_GATE_PARSER).href : built.href
);
const folder = mkdtempSync(join(tmpdir(), 'bench-parse-'));
try {
  const given = process.argv.slice(2).map((path) => ({ name: basename(path), bytes: readFileSync(path) }));
  for (const { name, bytes } of given.length > 0 ? given : record(folder)) {
    const lines = bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
    const events = linesPerSecond(StraceParser, bytes, lines, false);
    const all = linesPerSecond(StraceParser, bytes, lines, true);
    const size = `${Math.round(bytes.length / lines)} bytes a line`;
    console.log(
      `parse ${name.padEnd(20)} ${events.best} lines/s events, ${all.best} lines/s all bytes (${size}, ${events.unparsed} unparsed)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
