/** The files that init --bench writes: the names that users of save_baseline.sh know, with trace-gate behind them. */
import type { BenchTool } from './init-bench-tools.js';

const compareCommand = ({ command, result }: BenchTool, npx: string): string =>
  `${npx} bench compare${result === undefined ? '' : ` --current ${result}`} -- ${command}`;

/** `npx`: what starts this version of trace-gate. */
export const scriptText = ({ command, result }: BenchTool, npx: string): string => `#!/bin/sh
# Makes a result the baseline of this machine: save_baseline.sh [BENCHMARK_FILE]; without a file it measures.
set -eu
if [ $# -gt 0 ]; then
  exec ${npx} bench save "$1"
fi
exec ${npx} bench save${result === undefined ? '' : ` ${result}`} -- ${command}
`;

const targetTexts = (tool: BenchTool, npx: string): Readonly<Record<string, string>> => ({
  'bench-save-baseline': `bench-save-baseline: ## Save current benchmark as baseline (with commit metadata)
\t./scripts/save_baseline.sh
`,
  'bench-compare': `bench-compare: ## Compare current performance vs baseline (detect regressions)
\t${compareCommand(tool, npx)}
`,
});

/** A rule of this name, alone or among others; `NAME := value` is none. */
const hasTarget = (text: string, name: string): boolean =>
  new RegExp(`^(?:[^\\s#:=][^#:=]*[ \\t])?${name}(?:[ \\t][^#:=]*)?::?(?![:=])`, 'm').test(text);

export interface Targets {
  readonly names: readonly string[];
  readonly text: string;
}

/** Those of our targets that `text`, a make file, does not have. */
export function missingTargets(text: string, tool: BenchTool, npx: string): Targets {
  const missing = Object.entries(targetTexts(tool, npx)).filter(([name]) => !hasTarget(text, name));
  const names = missing.map(([name]) => name);
  return { names, text: `.PHONY: ${names.join(' ')}\n${missing.map(([, rule]) => rule).join('')}` };
}

/** The names under which make looks for its file, in its order. */
export const makeFiles = ['GNUmakefile', 'makefile', 'Makefile'] as const;

const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => `${' '.repeat(by)}${line}\n`).join('');

export interface WorkflowPlace {
  /** From the repository's folder to that of the benchmarks; empty: the same. */
  readonly subfolder: string;
  /** Where stored baselines are. */
  readonly baselines: string;
}

/**
 * Two checkouts on one runner, measured in turn: a baseline of another machine says nothing there. What is run comes from the pull request's own
 * workflow for both, and nothing of the event is pasted into a script.
 */
export function benchWorkflow(tool: BenchTool, npx: string, { subfolder, baselines }: WorkflowPlace): string {
  const of = (side: 'base' | 'head'): string => (subfolder === '' ? side : `${side}/$FOLDER`);
  const setup = (tool.setup ?? []).map((line) => inFolder(line, subfolder));
  const node = tool.node === undefined ? "node-version: '24'" : inFolder(tool.node, subfolder);
  return `name: benchmarks${subfolder === '' ? '' : ` of ${plain(subfolder)}`}
# Is a pull request slower than what it is to be merged into? One runner builds both and runs their benchmarks in turn
# (trace-gate bench duet). A benchmark that takes more than 5 % longer fails the job ([bench] in renacer.toml: other
# thresholds), and so does one that is gone; one that is too noisy to judge does not, unless duet is given --strict.
# Stored baselines, as in ${plain(baselines)}, are of other machines and have no part in it.
on:
  pull_request:
permissions:
  contents: read
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true
env:
  # bash runs these two in the folder of each: PREPARE once, BENCHMARK as often as it takes. BENCHMARK prints its results,
  # those of one short run of everything.
${indented(
  (tool.comments ?? []).map((line) => `# ${line}`),
  2,
)}  PREPARE: |
${indented(tool.prepare, 4)}  BENCHMARK: |
${indented([tool.benchmark], 4)}  # The job runs BENCHMARK 2 + 2 × PAIRS times, up to twice as often while it is too noisy to tell, and as often again where
  # something looks slower. 10 pairs see nearly every slow-down of 7.5 %, 5 see two in three.
  PAIRS: 10
${subfolder === '' ? '' : `  FOLDER: ${JSON.stringify(subfolder)}\n`}jobs:
  benchmarks:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          path: head
          fetch-depth: 2 # what it is to be merged into is HEAD^1
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          ${node}
${indented(setup, 6)}      - name: Build and measure the pull request once
        run: |
          cd "${of('head')}"
          bash -ec "$PREPARE"
          ${npx} bench save --baseline-dir "$RUNNER_TEMP/head" -- bash -ec "$BENCHMARK"
      - name: Build and measure its base once
        run: |
          git -C head worktree add --detach ../base HEAD^1
          if (cd "${of('base')}" && bash -ec "$PREPARE" &&
            ${npx} bench save --baseline-dir "$RUNNER_TEMP/base" -- bash -ec "$BENCHMARK"); then
            echo BASE=measured >>"$GITHUB_ENV"
          else
            nothing='Nothing was compared: the base of this pull request has no benchmarks that run. The log of the job says more.'
            echo "::warning title=benchmarks::$nothing"
            echo "$nothing" >>"$GITHUB_STEP_SUMMARY"
          fi
      - name: Compare the two in turn
        if: env.BASE == 'measured'
        run: |
          cd "${of('head')}"
          ${npx} bench duet --benchmarks --runs "$PAIRS" --max-runs "$((2 * PAIRS))" --warmup 0 \\
            --reporter terminal --reporter markdown="$RUNNER_TEMP/bench.md" \\
            -- bash -ec 'cd "$GITHUB_WORKSPACE/${of('base')}" && eval "$BENCHMARK"' \\
            -- bash -ec 'cd "$GITHUB_WORKSPACE/${of('head')}" && eval "$BENCHMARK"'
      - name: Show the comparison
        if: always()
        run: if [ -s "$RUNNER_TEMP/bench.md" ]; then cat "$RUNNER_TEMP/bench.md" >>"$GITHUB_STEP_SUMMARY"; fi
`;
}

/** A folder's name, for a comment or a title in YAML. */
const plain = (text: string): string => text.replace(/[^\w./ -]/g, '_');

/** `key: head/FILE` → the file in the subfolder. */
function inFolder(line: string, subfolder: string): string {
  if (subfolder === '') return line;
  return line.replace(/head\/(.*)$/, (_, file: string) => JSON.stringify(`head/${subfolder}/${file}`));
}
