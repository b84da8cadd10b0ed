#!/usr/bin/env bash
# Brings a fresh Debian or Ubuntu machine to where trace-gate runs from this checkout: Debian packages, npm packages, build.
# What is there already is left alone, so that a second run takes a second. Needs node >= 20.19 and npm.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/apt.sh

say() { echo "setup: $*" >&2; }
fail() {
    say "$1"
    say "  hint: $2"
    exit 3
}

check_node() {
    command -v node >/dev/null || fail 'node is not installed' 'apt-get install nodejs npm, or https://nodejs.org'
    command -v npm >/dev/null || fail 'npm is not installed' 'apt-get install npm'
    node -e '
      const [major, minor] = process.versions.node.split(".").map(Number);
      process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);
    ' || fail "node $(node -p process.versions.node) is too old: 20.19 or newer is needed" 'install a newer one: https://nodejs.org'
}

# Debian packages whose tool is missing.
missing_packages() {
    command -v strace >/dev/null || echo strace
    command -v make >/dev/null || echo make
    command -v git >/dev/null || echo git
    command -v cc >/dev/null && command -v gcc >/dev/null || echo gcc
    # gcc only recommends the headers, and the launcher is linked with the static library.
    echo '#include <stdio.h>' | cc -E - >/dev/null 2>&1 || echo libc6-dev
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        fail "missing: ${missing[*]}" 'install them with the package manager of this system (names as in Debian)'
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
        fail "missing: ${missing[*]}" "as root: apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    apt_install "${missing[@]}"
}

# Distributions differ in these, and everything works without them.
install_ebpf_packages() {
    local missing
    mapfile -t missing < <(sh scripts/build-native.sh --missing)
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    apt_install "${missing[@]}" || say "without ${missing[*]} the recorder has no eBPF and records by ptrace"
}

# npm ci throws node_modules away, so it runs only when the lock file or node's ABI is another one than last time.
install_modules() {
    local stamp=node_modules/.trace-gate-installed now
    now="$(sha256sum package-lock.json package.json) node $(node -p process.versions.modules)"
    [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || return 0
    say 'npm ci'
    npm ci --no-audit --no-fund --loglevel=error
    echo "$now" >"$stamp"
}

# A folder is newer than the stamp, too, when a file in it was removed.
build() {
    local stamp=build/.trace-gate-built
    if [ -e "$stamp" ] && [ -e dist/bundle/trace-gate.js ] && [ -x build/native/launch ] &&
        [ -z "$(find src scripts package.json package-lock.json tsconfig.json tsconfig.build.json -newer "$stamp" -print -quit)" ]; then
        return 0
    fi
    say 'npm run build'
    rm -rf dist
    mkdir -p build
    # Taken before the build: what changes while it runs is built next time.
    touch "$stamp.new"
    npm run --silent build
    mv "$stamp.new" "$stamp"
}

check_node
install_packages
install_ebpf_packages
install_modules
build
# What was built without eBPF is built again when that can be had.
sh scripts/build-native.sh
