#!/usr/bin/env bash
# Sets up what is missing and runs all tests, or those that are named: ./scripts/test.sh test/parse/strace.test.ts
# The last line is `N passed, N failed`; tap's own way to show things is `npx tap`.
set -euo pipefail
cd "$(dirname "$0")/.."
./scripts/setup.sh
# Tests say themselves what is CI; the world around must not.
env -u CI npx --no-install tap --reporter=tap "$@" | node scripts/tell-tests.mjs
