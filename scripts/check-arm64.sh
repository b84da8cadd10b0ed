#!/usr/bin/env bash
# Compiles what is in C for arm64, eBPF and all, into build/arm64. Installs the cross compiler where apt-get can.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname -m)" = aarch64 ]; then
    echo 'check-arm64: this is arm64: the ordinary build has shown it'
    exit 0
fi
. scripts/apt.sh
if ! command -v aarch64-linux-gnu-gcc >/dev/null || [ ! -e /usr/lib/aarch64-linux-gnu/libbpf.a ]; then
    as_root dpkg --add-architecture arm64
    apt_install gcc-aarch64-linux-gnu libc6-dev-arm64-cross libbpf-dev:arm64
fi
rm -rf build/arm64
ARCH=aarch64 sh scripts/build-native.sh build/arm64
for program in launch recorder; do
    readelf -h build/arm64/$program | grep -q 'Machine: *AArch64'
done
[ ! -e build/arm64/recorder-is-ptrace-only ]
echo 'check-arm64: launch and recorder compile for arm64'
