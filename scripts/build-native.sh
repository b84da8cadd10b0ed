#!/bin/sh
# Compiles src/native/ to build/native/ (or to the folder given as argument) if a source is newer. Honours CC.
# Exit code: 0 built or nothing to do, 3 no C compiler.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$root/build/native}

# Other systems have nothing to launch with it: reading, comparing and reporting need no native program.
[ "$(uname -s)" = Linux ] || exit 0

launch=$out/launch
fresh=1
[ -x "$launch" ] || fresh=0 # shells disagree on -nt with a file that does not exist
for input in "$root"/src/native/launch*.[ch] "$0"; do
    if [ "$input" -nt "$launch" ]; then fresh=0; fi
done
[ $fresh = 0 ] || exit 0

CC=${CC:-cc}
if ! command -v ${CC%% *} >/dev/null 2>&1; then
    install='apt-get install gcc libc6-dev'
    command -v apt-get >/dev/null 2>&1 || ! command -v apk >/dev/null 2>&1 || install='apk add gcc musl-dev linux-headers'
    command -v apt-get >/dev/null 2>&1 || ! command -v dnf >/dev/null 2>&1 || install='dnf install gcc glibc-devel'
    echo "build-native: no C compiler ($CC). Install one: $install" >&2
    exit 3
fi

mkdir -p "$out"
# Renamed into place: another run may be executing the old one, or building at the same time.
temporary=$launch.$$
trap 'rm -f "$temporary"' EXIT
compile() {
    # CC may hold arguments ("ccache gcc")
    # shellcheck disable=SC2086
    $CC "$@" -Os -Wall -Wextra -Werror -std=gnu11 -o "$temporary" "$root"/src/native/launch*.c
}
# Static keeps the launcher's own pages out of the peak memory it measures; without a static libc it still works.
compile -static 2>/dev/null || compile
mv -f "$temporary" "$launch"
