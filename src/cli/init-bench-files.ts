/** The files that init --bench writes: the names that users of save_baseline.sh know, with trace-gate behind them. */

export interface BenchTool {
  /** The file by which a repository is known to be of this kind. */
  readonly marker: string;
  readonly command: string;
  /** Where the command leaves its result; absent: it prints it. */
  readonly result?: string;
  /** Steps of the workflow before it measures. */
  readonly setup: readonly string[];
}

/** The first whose file is there. */
export const benchTools: readonly BenchTool[] = [
  { marker: 'Cargo.toml', command: 'cargo bench', setup: [] },
  {
    marker: 'go.mod',
    command: 'go test -run NONE -bench . -count 10 ./...',
    setup: ['- uses: actions/setup-go@v5', '  with:', '    go-version-file: go.mod'],
  },
  {
    marker: 'package.json',
    command: 'npx vitest bench --run --reporter json --outputFile bench-result.json',
    result: 'bench-result.json',
    setup: ['- run: npm ci'],
  },
  ...['pyproject.toml', 'setup.py', 'requirements.txt'].map((marker) => ({
    marker,
    command: 'pytest --benchmark-only --benchmark-json bench-result.json',
    result: 'bench-result.json',
    setup: [
      '- uses: actions/setup-python@v5',
      '  with:',
      "    python-version: '3.x'",
      '- run: pip install pytest pytest-benchmark',
    ],
  })),
];

const compareCommand = ({ command, result }: BenchTool): string =>
  `npx --yes trace-gate bench compare${result === undefined ? '' : ` --current ${result}`} -- ${command}`;

export const scriptText = ({ command, result }: BenchTool): string => `#!/bin/sh
# Makes a result the baseline of this machine: save_baseline.sh [BENCHMARK_FILE]; without a file it measures.
set -eu
if [ $# -gt 0 ]; then
  exec npx --yes trace-gate bench save "$1"
fi
exec npx --yes trace-gate bench save${result === undefined ? '' : ` ${result}`} -- ${command}
`;

export const makeText = (tool: BenchTool): string => `.PHONY: bench-save-baseline bench-compare
bench-save-baseline: ## Save current benchmark as baseline (with commit metadata)
\t./scripts/save_baseline.sh
bench-compare: ## Compare current performance vs baseline (detect regressions)
\t${compareCommand(tool)}
`;

/** What a make file has that needs no more of it. */
export const makeTarget = /^bench-(?:save-baseline|compare)\s*:/m;

export const benchWorkflow = (tool: BenchTool): string => `name: benchmarks
on:
  pull_request:
permissions:
  contents: read
jobs:
  benchmarks:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
${tool.setup.map((line) => `      ${line}\n`).join('')}      - run: ${compareCommand(tool).replace('bench compare', 'bench compare --allow-missing-baseline --reporter markdown=bench.md')}
      - if: always()
        run: if [ -s bench.md ]; then cat bench.md >>"$GITHUB_STEP_SUMMARY"; fi
`;
