#!/bin/sh
# Compiles src/native/ to build/native/ (or to the folder given as argument) where a source is newer. Honours CC, CLANG, BPFTOOL.
# The recorder is built with eBPF where clang, bpftool and libbpf are there, else with ptrace alone, and a line says what to install.
# ARCH=aarch64 or x86_64: for that architecture, with its cross compiler (apt-get install gcc-aarch64-linux-gnu libbpf-dev:arm64).
# SANITIZE=1: the recorder with AddressSanitizer and UndefinedBehaviorSanitizer.
# --missing: prints the Debian packages that eBPF needs and that are not there, and builds nothing.
# Exit code: 0 built or nothing to do, 3 no C compiler.
set -eu

# Other systems have nothing to launch with it: reading, comparing and reporting need no native program.
[ "$(uname -s)" = Linux ] || exit 0

ARCH=${ARCH:-$(uname -m)}
cross=
[ "$ARCH" = "$(uname -m)" ] || cross=$ARCH-linux-gnu-
if [ -n "$cross" ]; then CC=${CC:-${cross}gcc}; else CC=${CC:-cc}; fi
CLANG=${CLANG:-clang}
BPFTOOL=${BPFTOOL:-bpftool}
# Debian's names of what eBPF needs and is not there.
missing_for_ebpf() {
    command -v "$CLANG" >/dev/null 2>&1 || echo clang
    [ -n "$(command -v "$BPFTOOL")" ] || [ -x /usr/sbin/bpftool ] || echo bpftool
    echo '#include <bpf/libbpf.h>' | $CC -E - >/dev/null 2>&1 || echo libbpf-dev
}

if [ "${1:-}" = --missing ]; then
    missing_for_ebpf
    exit 0
fi

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$root/build/native}
native=$root/src/native
script=$0

work=$out/.work.$$
trap 'rm -rf "$work"' EXIT

# is_fresh PROGRAM SOURCE...
is_fresh() {
    program=$1
    shift
    [ -x "$program" ] || return 1 # shells disagree on -nt with a file that does not exist
    for input in "$@" "$script"; do
        if [ "$input" -nt "$program" ]; then return 1; fi
    done
}

need_compiler() {
    if command -v "${CC%% *}" >/dev/null 2>&1; then return 0; fi
    install='apt-get install gcc libc6-dev'
    command -v apt-get >/dev/null 2>&1 || ! command -v apk >/dev/null 2>&1 || install='apk add gcc musl-dev linux-headers'
    command -v apt-get >/dev/null 2>&1 || ! command -v dnf >/dev/null 2>&1 || install='dnf install gcc glibc-devel'
    echo "build-native: no C compiler ($CC). Install one: $install" >&2
    exit 3
}

compile() {
    # CC may hold arguments ("ccache gcc")
    # shellcheck disable=SC2086
    $CC "$@" -Wall -Wextra -Werror -std=gnu11
}

build_launch() {
    is_fresh "$out/launch" "$native"/launch*.[ch] && return 0
    need_compiler
    mkdir -p "$work"
    # Static keeps the launcher's own pages out of the peak memory it measures; without a static libc it still works.
    compile -static -Os -o "$work/launch" "$native"/launch*.c 2>/dev/null ||
        compile -Os -o "$work/launch" "$native"/launch*.c
    "${cross}strip" "$work/launch" 2>/dev/null || true
    # Renamed into place: another run may be executing the old one, or building at the same time.
    mv -f "$work/launch" "$out/launch"
}

# The program for the kernel, as a header that holds it.
build_bpf() {
    case $ARCH in
    x86_64) target=x86 ;;
    aarch64) target=arm64 ;;
    *) return 1 ;;
    esac
    multiarch=$($CC -print-multiarch 2>/dev/null || true)
    "$CLANG" -g -O2 -mcpu=v3 -target bpf -D__TARGET_ARCH_$target -I"/usr/include/$multiarch" -Wall -Wextra -Werror \
        -Wno-unused-parameter -c "$native/recorder.bpf.c" -o "$work/recorder.bpf.o"
    [ -n "$(command -v "$BPFTOOL")" ] || BPFTOOL=/usr/sbin/bpftool
    "$BPFTOOL" gen skeleton "$work/recorder.bpf.o" name recorder_bpf >"$work/recorder.skel.h"
}

# link_recorder FLAG...: what is left of "$@" are its own flags. libelf needs libzstd from 0.189 on.
link_recorder() {
    if [ "${SANITIZE:-}" = 1 ]; then
        compile "$@" -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
    else
        compile -static -O2 "$@" 2>/dev/null || compile -static -O2 "$@" -lzstd 2>/dev/null || compile -O2 "$@"
    fi
}

build_recorder() {
    fresh=1
    is_fresh "$out/recorder" "$native"/recorder* "$native"/launch* || fresh=0
    [ $fresh = 0 ] || [ -e "$out/recorder-is-ptrace-only" ] || return 0
    missing=$(missing_for_ebpf | tr '\n' ' ')
    # What was built without eBPF is built again when that can be had.
    [ $fresh = 0 ] || [ -z "$missing" ] || return 0
    need_compiler
    mkdir -p "$work"
    set -- "$native/recorder.c" "$native/recorder-output.c" "$native/recorder-privileges.c" "$native"/recorder-ptrace*.c "$native/launch-command.c" \
        "$native/launch-tree.c" -pthread -o "$work/recorder"
    rm -f "$out/recorder-is-ptrace-only"
    if [ -z "$missing" ] && build_bpf; then
        link_recorder "$native/recorder-ebpf.c" "$native/recorder-serve.c" "$native/recorder-sudo.c" "$@" "-I$work" -lbpf -lelf -lz
    else
        [ -z "$missing" ] || echo "build-native: the recorder has no eBPF: apt-get install ${missing}" >&2
        link_recorder -DRECORDER_NO_EBPF "$@"
        : >"$out/recorder-is-ptrace-only"
    fi
    # The symbols are half of it.
    [ "${SANITIZE:-}" = 1 ] || "${cross}strip" "$work/recorder" 2>/dev/null || true
    mv -f "$work/recorder" "$out/recorder"
}

build_launch
build_recorder
