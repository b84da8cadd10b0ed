/** The files that init writes. */

/** Works as it stands, in an empty folder and on any machine with a coreutils. */
export const configText = `# What trace-gate runs and watches: https://www.npmjs.com/package/trace-gate
#
#   npx trace-gate capture     records every target; a new golden is written to golden_traces/, commit it
#   npx trace-gate assert      records again, compares, checks the budgets: this is what CI runs
#   npx trace-gate diff        shows what a program does differently

[[target]]
name = "example"                        # the golden's name: golden_traces/example.json
command = ["ls", "/dev/null"]           # argv, no shell. Replace it by a program of yours.

# [[target]]
# name = "hello"
# command = ["./build/hello", "--once"] # with a slash: relative to cwd
# cwd = "."                             # relative to this file
# build = ["make", "hello"]             # run once before the first target that names it
# env = { MODE = "test" }               # added to a small fixed environment; pass_env = ["NAME"] hands one of yours on
# setup = ["rm", "-rf", "out"]          # before every run, not recorded
# exit_code = 0
# timeout_ms = 30000

# Budgets, checked by \`assert\`, for every target unless applies_to = ["name", "glob*"] says for which:

[[assertion]]
name = "max_syscall_budget"
type = "span_count"
max_spans = 500

# [[assertion]]
# name = "startup_latency"
# type = "critical_path"
# max_duration_ms = 100

# [[assertion]]
# name = "memory_budget"
# type = "memory_usage"
# max_bytes = 100_000_000
# tracking_mode = "rss"                 # or "allocations", from the trace

# What must never be written to a golden, beside known tokens and credentials:
# [redact]
# patterns = ["internal-[a-z0-9]{16}"]
`;

/** `npx`: what starts this version of trace-gate. `subfolder`: where in the repository; empty: in its own folder. */
export const workflowText = (npx: string, subfolder: string): string => `name: trace-gate
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  trace-gate:
    runs-on: ubuntu-latest
${subfolder === '' ? '' : `    defaults:\n      run:\n        working-directory: ${JSON.stringify(subfolder)}\n`}    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: '24'
      - run: sudo apt-get update && sudo apt-get install --yes strace
      - run: ${npx} assert
`;

export const ignoredLines = ['golden_traces/*.pending.json', '.trace-gate/'] as const;
// A golden is compared as text by git, and must not get another line end on the way; nor may what is made from goldens byte for byte.
export const attributeLines = [
  'golden_traces/*.json text eol=lf',
  'golden_traces/*_summary.txt text eol=lf',
  'golden_traces/ANALYSIS.md text eol=lf',
] as const;
