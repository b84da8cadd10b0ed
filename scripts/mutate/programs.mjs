/** Where recordings come from: a folder of trace files, or the command line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const isTrace = (text) => /^\s*\{\s*"format"\s*:\s*"trace-gate\/trace"/.test(text.slice(0, 200));

/** The trace files of a folder, in the order of their names. Where some are named L0, L1 …, they are those to learn from. */
function readFolder(folder, captures) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const learned = names.filter((name) => /^L\d+\.json$/.test(name));
  const recordings = [];
  for (const name of learned.length > 0 ? learned : names) {
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    if (isTrace(text) && recordings.length < captures) recordings.push({ file, text });
  }
  return recordings;
}

/** Each folder in it with trace files is a program, or the folder itself. */
export function* programsIn(folder, captures) {
  const own = readFolder(folder, captures);
  if (own.length > 0) yield { name: path.basename(path.resolve(folder)), recordings: own };
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue;
    const recordings = readFolder(path.join(folder, entry.name), captures);
    if (recordings.length > 0) yield { name: entry.name, recordings };
  }
}

/** Records a command several times, by `trace-gate trace`. */
export function recordCommand(name, command, captures, { repository, cwd }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'trace-gate-mutate-'));
  try {
    const recordings = Array.from({ length: captures }, (_, at) => {
      const file = path.join(folder, `${at}.json`);
      const cli = [path.join(repository, 'bin', 'trace-gate.js'), 'trace', '-o', file, '--', ...command];
      const run = spawnSync(process.execPath, cli, { cwd, encoding: 'utf8' });
      if (run.status !== 0)
        throw new Error(`${command.join(' ')} can't be recorded: ${run.error?.message ?? run.stderr}`);
      return { file: `recording ${at + 1}`, text: readFileSync(file, 'utf8') };
    });
    return { name, recordings };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** This repository's own examples. */
export function* examples(captures, { repository, only }) {
  const made = spawnSync('make', ['-s', 'examples'], { cwd: repository, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`make examples: ${made.error?.message ?? made.stderr}`);
  for (const file of readdirSync(path.join(repository, 'examples')).sort()) {
    const name = path.basename(file, '.c');
    if (!file.endsWith('.c') || !only(name)) continue;
    yield recordCommand(name, [`./build/examples/${name}`], captures, { repository, cwd: repository });
  }
}
