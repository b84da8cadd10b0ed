/** hyperfine --export-json: seconds, and every run is a sample. */
import type { Benchmark } from '../model/benchmark.js';
import { hasMembers, isListWith, type JsonValue } from './json-value.js';
import { secondsToNs } from '../model/time-units.js';

export function looksLikeHyperfine(document: unknown): boolean {
  return hasMembers(document, 'results') && isListWith(document.results, 'command');
}

/** What stands in a terminal, before the document where --export-json - has put that there, too. */
export const isHyperfineText = (text: string): boolean => /^Benchmark 1: .*\n +Time \((?:mean|abs) /m.test(text);

export function readHyperfine(document: JsonValue): Benchmark[] {
  return document
    .member('results')
    .items()
    .map((result) => {
      checkExits(result);
      const samples = result.optional('times')?.numbers().map(secondsToNs);
      const central = result.optional('median') ?? result.member('mean');
      return { name: nameOf(result), ns: secondsToNs(central.number()), ...(samples && { samples }) };
    });
}

/** With --command-name several parameters share one command, so they belong to the name always. */
function nameOf(result: JsonValue): string {
  const parameters = result.optional('parameters')?.members() ?? [];
  const command = result.member('command').text();
  if (parameters.length === 0) return command;
  return `${command} (${parameters.map(([name, value]) => `${name}=${value.text()}`).join(', ')})`;
}

/** How fast a command fails says nothing of how fast it works. Null: a signal ended it. */
function checkExits(result: JsonValue): void {
  for (const [index, exit] of (result.optional('exit_codes')?.items() ?? []).entries()) {
    if (exit.value === 0) continue;
    const how = exit.value === null ? 'by a signal' : `with exit code ${JSON.stringify(exit.value)}`;
    result.fail(`(\`${result.member('command').text()}\`) failed in run ${index + 1}, ${how}`);
  }
}
