/** On a real program whose critical path is known, and measured by the program itself, the path that is reported is right to 5 %. */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readTraceText } from '../../src/gate/read-trace.js';
import { takenTrace } from '../../src/gate/trace-document.js';
import { criticalPathOf } from '../../src/normalize/critical-path.js';
import { cannotRecord, compile, repository, traceGate, writeFiles } from './trial.js';

const skip = cannotRecord();

/** The parts of the chain as the program measured them, milliseconds by the name of the task. */
function measuredParts(file: string): Map<string, number> {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1]) / 1e6]));
}

t.test('a program with a known critical path', { skip }, async (t) => {
  const folder = t.testdir({});
  compile(path.join(repository, 'test', 'fixtures', 'programs', 'critical.c'), path.join(folder, 'program'));
  const traced = await traceGate(folder, ['trace', '-o', 'trace.json', '--', './program']);
  t.equal(traced.code, 0, traced.text);
  const truth = measuredParts(path.join(folder, 'measured'));
  t.strictSame(
    [...truth.keys()],
    ['starter', 'middle', 'connector', 'waker', 'counting', 'polling', 'last'],
    'each part of the chain after the one that releases it',
  );

  const { trace, context } = takenTrace(
    readTraceText(readFileSync(path.join(folder, 'trace.json'), 'utf8'), 'trace.json'),
    [],
  );
  const { durationNs, tasks, links } = criticalPathOf(trace, context);
  const reported = new Map<string, number>();
  for (const { comm, onPathNs } of tasks) reported.set(comm, (reported.get(comm) ?? 0) + onPathNs / 1e6);
  const totalMs = durationNs / 1e6;
  const told = (expected: number, actual: number): string =>
    `${expected.toFixed(1)} ms measured, ${actual.toFixed(1)} reported`;
  for (const [name, expected] of truth) {
    const actual = reported.get(name) ?? 0;
    t.ok(Math.abs(actual - expected) <= 0.05 * totalMs, `share of ${name}: ${told(expected, actual)}`);
  }
  const found = [...truth].reduce((sum, [name, expected]) => sum + Math.min(expected, reported.get(name) ?? 0), 0);
  const known = [...truth.values()].reduce((sum, part) => sum + part, 0);
  t.ok(found >= 0.95 * known, `of the chain: ${told(known, found)}`);
  t.ok((reported.get('decoy') ?? 0) <= 0.05 * totalMs, 'what is done earlier is not on the path');
  t.equal(
    links.reduce((sum, link) => sum + link.durationNs, 0),
    durationNs,
    'its links are the whole time',
  );

  const explained = await traceGate(folder, ['explain', '--trace', 'trace.json']);
  t.equal(explained.code, 0, explained.text);
  const longest = explained.text.split('\n\n')[1]?.split('\n').slice(1) ?? [];
  t.equal(longest.length, 5);
  // The fifth is a matter of how fast the tracer is.
  for (const line of longest.slice(0, 4)) t.match(line, /waits in clock_nanosleep|works/);
});

t.test('a budget for the critical path', { skip }, async (t) => {
  const folder = t.testdir({});
  const config = (limit: number, more = ''): string => `
[[target]]
name = "naps"
command = ["sh", "-c", "sleep 0.4 & sleep 0.1; wait"]
golden = false
[[assertion]]
name = "naps"
type = "critical_path"
measure = "critical_path"
max_duration_ms = ${limit}
${more}`;
  const judge = async (text: string) => {
    writeFiles(folder, { 'renacer.toml': text });
    return traceGate(folder, ['assert']);
  };
  const over = await judge(config(300));
  t.match(over, { code: 1, text: /Assertion 'naps' FAILED/ });
  t.match(over.text, /4\d\d\.\d ms \w*nanosleep in 0\.1 \(sleep\)/, 'the longest link is the evidence');
  t.match(await judge(config(60_000)), { code: 0 });
  t.match(await judge(config(300, 'trace_name_pattern = "^sleep$"')), { code: 1 });
  t.match(await judge(config(60_000, 'trace_name_pattern = "^nothing$"')), {
    code: 3,
    text: /matches nothing that ran/,
  });
  t.match(await judge(config(60_000, 'trace_name_pattern = "^nothing$"\noptional = true')), { code: 0 });
  rmSync(path.join(folder, '.trace-gate'), { recursive: true, force: true });
});
