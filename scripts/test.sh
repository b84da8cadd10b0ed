#!/usr/bin/env bash
# Sets up what is missing and runs all tests, or those that are named: ./scripts/test.sh test/parse/strace.test.ts
# The last line is `N passed, N failed`; tap's own way to show things is `npx tap`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/apt.sh
./scripts/setup.sh
# 32-bit programs are traced, too, and sudo is asked, where they can be had.
wanted=()
[ "$(uname -m)" != x86_64 ] || [ -e /usr/lib32/libc.so.6 ] || wanted+=(libc6-dev-i386 "lib32gcc-$(gcc -dumpversion)-dev")
command -v sudo >/dev/null || wanted+=(sudo)
if [ ${#wanted[@]} -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt_install "${wanted[@]}" || echo "test: without ${wanted[*]} some tests are skipped" >&2
fi
# Tests say themselves what is CI; the world around must not.
env -u CI npx --no-install tap --reporter=tap "$@" | node scripts/tell-tests.mjs
