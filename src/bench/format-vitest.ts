/**
 * vitest bench: --outputJson of versions 1 to 4, and since 5 the JSON reporter, in which benchmarks belong to tests. Milliseconds, without samples.
 * Names begin with the file, in the old format as seen from the project; the new one has absolute paths only, of which the last part is the same on
 * every machine.
 */
import type { Benchmark } from '../model/benchmark.js';
import { readLatency } from './format-tinybench.js';
import { hasMembers, isListWith, type JsonValue } from './json-value.js';

export function looksLikeVitest(document: unknown): boolean {
  return (
    (hasMembers(document, 'files') && isListWith(document.files, 'groups')) ||
    (hasMembers(document, 'testResults') && isListWith(document.testResults, 'assertionResults'))
  );
}

export function readVitest(document: JsonValue): Benchmark[] {
  const files = document.optional('testResults');
  return files ? files.items().flatMap(readTestFile) : document.member('files').items().flatMap(readBenchFile);
}

const named = (...parts: readonly string[]): string => parts.join(' > ');

function readBenchFile(file: JsonValue): Benchmark[] {
  return file
    .member('groups')
    .items()
    .flatMap((group) =>
      group
        .member('benchmarks')
        .items()
        .map((entry) => ({
          name: named(group.member('fullName').text(), entry.member('name').text()),
          ...readLatency(entry),
        })),
    );
}

function readTestFile(file: JsonValue): Benchmark[] {
  const path = file.member('name').text();
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (file.member('status').text() === 'failed') file.fail(`(\`${name}\`) failed`);
  const benchmarks = file
    .member('assertionResults')
    .items()
    .flatMap((test) => test.optional('benchmarks')?.items() ?? []);
  return benchmarks.flatMap((group) =>
    group
      .member('tasks')
      .items()
      // What `bench.from()` has read was measured another time.
      .filter((task) => task.optional('fromStore')?.value !== true)
      .map((task) => ({
        name: named(name, group.member('name').text(), task.member('name').text()),
        ...readLatency(task.member('latency')),
      })),
  );
}
