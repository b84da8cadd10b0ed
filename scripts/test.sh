#!/usr/bin/env bash
# Sets up what is missing and runs all tests, or those that are named: ./scripts/test.sh test/parse/strace.test.ts
# The last line is `N passed, N failed`; tap's own way to show things is `npx tap`.
set -euo pipefail
cd "$(dirname "$0")/.."
./scripts/setup.sh
# Tests say themselves what is CI; the world around must not. A node with the system's libuv (Debian's) only lets tests of permissions become another user
# where io_uring, whose kernel thread would stay root, is off.
env -u CI UV_USE_IO_URING=0 npx --no-install tap --reporter=tap "$@" | node scripts/tell-tests.mjs
