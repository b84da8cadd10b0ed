import { isAbsolute, join } from 'node:path/posix';

import type { ConfigPlace, Target } from '../model/config.js';
import { compileSchema } from '../schema/compile-schema.js';
import { tableKinds } from '../schema/config.js';
import { targetSchema, type TargetTable } from '../schema/target.js';
import type { Problems } from './problems.js';
import { reportMismatches } from './report-mismatches.js';
import { tablePlaces, tablesOf } from './table-places.js';
import { targetDefaults } from './target-defaults.js';
import type { TomlPath, TomlPlaces } from './toml-places.js';

const checkTarget = compileSchema(targetSchema);

export interface TargetSurroundings {
  /** Folder of renacer.toml. */
  readonly directory: string;
  readonly places: TomlPlaces;
  readonly problems: Problems;
}

/** Reads every `[[target]]`; undefined when one has a problem, so that nothing is concluded from half of them. */
export function readTargets(value: unknown, around: TargetSurroundings): readonly Target[] | undefined {
  const { places, problems } = around;
  const targets: Target[] = [];
  const first = new Map<string, ConfigPlace>();
  let whole = true;

  for (const { table, path } of tablesOf(value, 'target')) {
    for (const { name, place } of namesIn(table, path, places)) {
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, place);
      else problems.error('duplicate-target', place, { name, first: earlier });
    }
    const result = checkTarget(table);
    if (!result.ok) {
      whole = false;
      reportMismatches(result.mismatches, { ...around, label: tableKinds.target, path });
      continue;
    }
    if (result.value.command[0] === '') {
      problems.error('empty', places.valueAt([...path, 'command', 0]), { key: 'command[0]' });
    }
    checkTemplate(result.value, path, around);
    targets.push(...expandTarget(result.value, path, around));
  }
  return whole ? targets : undefined;
}

/** The names of a table that may have other problems: a duplicate is told beside them. */
function namesIn(table: unknown, path: TomlPath, places: TomlPlaces): readonly { name: string; place: ConfigPlace }[] {
  const name: unknown = (table as { name?: unknown } | null)?.name;
  if (typeof name === 'string') return [{ name, place: places.valueAt([...path, 'name']) }];
  if (!Array.isArray(name)) return [];
  return name.flatMap((one: unknown, index) =>
    typeof one === 'string' ? [{ name: one, place: places.valueAt([...path, 'name', index]) }] : [],
  );
}

/** Several names and one command: every golden would be the same, and the file surely means something else. */
function checkTemplate(table: TargetTable, path: TomlPath, { places, problems }: TargetSurroundings): void {
  const { name, command, cwd, env, variants, stdin, setup } = table;
  if (!Array.isArray(name) || name.length < 2) return;
  if (JSON.stringify([command, cwd, env, variants, stdin, setup]).includes('{name}')) return;
  problems.error('template-without-name', places.valueAt([...path, 'name']), { names: name });
}

function expandTarget(table: TargetTable, path: TomlPath, { directory, places }: TargetSurroundings): Target[] {
  const names: readonly string[] = typeof table.name === 'string' ? [table.name] : table.name;
  const keys = tablePlaces(table, path, places);
  const inDirectory = (file: string): string => (isAbsolute(file) ? file : join(directory, file));

  return names.map((name) => {
    const fill = (text: string): string => text.replaceAll('{name}', name);
    const fillAll = (texts: readonly string[]): string[] => texts.map(fill);
    const fillEnv = (env: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(Object.entries(env).map(([key, text]) => [key, fill(text)]));
    const [program = '', ...args] = fillAll(table.command);

    return {
      name,
      command: [program, ...args],
      cwd: inDirectory(fill(table.cwd ?? '.')),
      env: fillEnv(table.env ?? {}),
      passEnv: table.pass_env ?? [],
      variants: (table.variants ?? []).map(fillEnv),
      ...(table.stdin === undefined ? {} : { stdin: inDirectory(fill(table.stdin)) }),
      timeoutMs: table.timeout_ms ?? targetDefaults.timeoutMs,
      runs: table.runs ?? targetDefaults.runs,
      surroundings: table.surroundings ?? targetDefaults.surroundings,
      timingRuns: table.timing_runs ?? targetDefaults.timingRuns,
      warmup: table.warmup ?? targetDefaults.warmup,
      exitCode: table.exit_code ?? targetDefaults.exitCode,
      ...(table.build === undefined ? {} : { build: fillAll(table.build) }),
      ...(table.setup === undefined ? {} : { setup: fillAll(table.setup) }),
      ...(table.cleanup === undefined ? {} : { cleanup: fillAll(table.cleanup) }),
      workdir: table.workdir ?? targetDefaults.workdir,
      level: table.level ?? targetDefaults.level,
      golden: table.golden ?? targetDefaults.golden,
      tags: table.tags ?? [],
      place: places.keyAt(path),
      places: keys,
    };
  });
}
