#!/usr/bin/env bash
# Packs what would be published, installs it in an empty folder as a user does, and records there without a compiler.
# Needs `npm run build`, clang, bpftool and libbpf-dev.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

node scripts/pack.mjs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes --loglevel=error >/dev/null
npm install --no-audit --no-fund --loglevel=error "$root"/build/npm/*.tgz

# Nothing to build with, and no build of an earlier version.
mkdir tools
for tool in node sh mkfifo true cp; do ln -s "$(type -P $tool)" tools/; done
trace_gate() { env PATH="$folder/tools" XDG_CACHE_HOME="$folder/cache" node node_modules/trace-gate/bin/trace-gate.js "$@"; }
fail() {
    trace_gate doctor
    echo "check-package: $*" >&2
    exit 1
}

trace_gate doctor >doctor.txt
grep -q '^✓ launcher .*node_modules/@trace-gate/linux-' doctor.txt || fail "the launcher is not the package's"
grep -Eq '^✓ (ebpf|ptrace) .*`auto` takes it' doctor.txt || fail 'the recorder does not record'
trace_gate trace --summary -- cp package.json copied
trace_gate capture --name copy -- cp package.json copied
trace_gate assert --name copy -- cp package.json copied
[ ! -e cache ] || fail 'something was built'
