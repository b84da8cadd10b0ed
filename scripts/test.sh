#!/usr/bin/env bash
# Sets up what is missing and runs all tests, or those that are named: ./scripts/test.sh test/parse/strace.test.ts
set -euo pipefail
cd "$(dirname "$0")/.."
./scripts/setup.sh
# Tests decide by themselves what is CI; the world around must not.
exec env -u CI npx --no-install tap "$@"
