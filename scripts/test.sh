#!/usr/bin/env bash
# Sets up what is missing and runs all tests, or those that are named: ./scripts/test.sh test/parse/strace.test.ts
# The last line is `N passed, N failed`; tap's own way to show things is `npx tap`.
set -euo pipefail
cd "$(dirname "$0")/.."
./scripts/setup.sh
# 32-bit programs are traced, too, where they can be made.
if [ "$(uname -m)" = x86_64 ] && command -v apt-get >/dev/null && [ ! -e /usr/lib32/libc.so.6 ] && [ "$(id -u)" = 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        libc6-dev-i386 "lib32gcc-$(gcc -dumpversion)-dev" >/dev/null || echo 'test: no 32-bit programs are tried' >&2
fi
# Tests say themselves what is CI; the world around must not.
env -u CI npx --no-install tap --reporter=tap "$@" | node scripts/tell-tests.mjs
