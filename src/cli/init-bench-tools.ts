/** Which tool measures here, by the files that are there, and how a runner gets ready for it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeTool } from './init-bench-node.js';
import { pythonTool } from './init-bench-python.js';
import { textOf } from './init-write.js';

export interface BenchTool {
  /** As one types it here. */
  readonly command: string;
  /** Where the command leaves its result; absent: it prints it. */
  readonly result?: string;
  /** The workflow's: what builds a checkout, what prints one run's results, and what to know before changing them. */
  readonly prepare: readonly string[];
  readonly benchmark: string;
  readonly comments?: readonly string[];
  /** Steps of the workflow before it builds; paths in it begin with `head/`. */
  readonly setup?: readonly string[];
  /** What setup-node is given, where the project itself is one of Node. */
  readonly node?: string;
  /** For whoever runs init. */
  readonly notes?: readonly string[];
}

/** Where init --bench runs, and the repository's folder around it (or the same). */
export interface Place {
  readonly folder: string;
  readonly top: string;
  /** Names of what is in `folder`. */
  readonly files: ReadonlySet<string>;
}

async function cargoTool({ folder }: Place): Promise<BenchTool> {
  const command = 'cargo bench';
  const prepare = ['cargo bench --no-run'];
  if (!/\bcriterion\b/.test((await textOf(join(folder, 'Cargo.toml'))) ?? ''))
    return { command, prepare, benchmark: command };
  return {
    command,
    prepare,
    // criterion's own 3 + 5 seconds a benchmark are for a single run. A library's unit tests would refuse its options.
    benchmark: "cargo bench --bench '*' -- --noplot --warm-up-time 1 --measurement-time 2",
    comments: ['criterion gets about 3 seconds a benchmark: it is the repetition that makes the verdict.'],
  };
}

function goTool(): BenchTool {
  return {
    command: 'go test -run NONE -bench . -count 10 ./...',
    prepare: ['go test -run NONE ./...'],
    benchmark: 'go test -run NONE -bench . ./...',
    setup: ['- uses: actions/setup-go@v5', '  with:', '    go-version-file: head/go.mod', '    cache: false'],
  };
}

const kinds: readonly (readonly [marker: string, tool: (place: Place) => BenchTool | Promise<BenchTool>])[] = [
  ['Cargo.toml', cargoTool],
  ['go.mod', goTool],
  ['package.json', nodeTool],
  ['pyproject.toml', pythonTool],
  ['setup.py', pythonTool],
  ['requirements.txt', pythonTool],
];

/** The files by which a folder is known, the first one that is there first. */
export const benchMarkers: readonly string[] = kinds.map(([marker]) => marker);

/** Undefined: nothing there says how to measure. */
export async function benchTool(folder: string, top: string): Promise<BenchTool | undefined> {
  const files = new Set(await readdir(folder));
  const kind = kinds.find(([marker]) => files.has(marker));
  return kind?.[1]({ folder, top, files });
}
