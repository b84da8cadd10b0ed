#!/usr/bin/env bash
# Do README's two commands work on a fresh machine, and do the committed goldens hold there (another libc, another compiler)?
# Makes a minimal Debian in a temporary folder with only git, nodejs and npm added, clones HEAD into it, and runs both commands twice.
#   sudo scripts/check-fresh-machine.sh [SUITE]     SUITE: trixie (default), or another that debootstrap knows
#   KEEP=1 keeps the folder; FOLDER=DIR uses, and keeps, the system in that folder. What apt and npm need to reach their
#   registries (mirror, certificates, configuration) is taken from this machine.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
suite=${1:-trixie}
say() { echo "fresh machine: $*" >&2; }

[ "$(id -u)" = 0 ] || { say 'needs root: debootstrap and chroot'; exit 3; }
if ! command -v debootstrap >/dev/null; then
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends debootstrap >/dev/null
fi

# Mounts and processes live in name spaces of their own: nothing stays mounted whatever happens, and tests see no process of this machine.
if [ -z "${FRESH_MACHINE_ROOT:-}" ]; then
    root=${FOLDER:-$(mktemp -d /var/tmp/fresh-machine.XXXXXX)}
    code=0
    FRESH_MACHINE_ROOT=$root unshare --mount --pid --fork --kill-child --propagation private "$0" "$@" || code=$?
    if [ -z "${FOLDER:-}${KEEP:-}" ]; then rm -rf --one-file-system "$root"; else say "kept $root"; fi
    exit $code
fi
root=$FRESH_MACHINE_ROOT

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
if [ ! -x "$root/usr/bin/apt-get" ]; then
    say "debootstrap $suite"
    debootstrap --variant=minbase "$suite" "$root" "${mirror:-http://deb.debian.org/debian/}" >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log"; exit 3; }
    rm -f "$root.log"
fi

cp /etc/resolv.conf /etc/hosts "$root/etc/"
find /etc/apt/apt.conf.d \( -name '9*' -o -name '*proxy*' \) -exec cp {} "$root/etc/apt/apt.conf.d/" \;
# Private certificates of this machine, in their own file: the system's own are what a fresh machine has.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/fresh-machine-ca.crt"
{
    echo "registry=$(npm config get registry 2>/dev/null)"
    echo 'cafile=/etc/fresh-machine-ca.crt'
    [ ! -e ~/.npmrc ] || grep -v '^nodedir' ~/.npmrc
} >"$root/root/.npmrc"
mount -t proc proc "$root/proc"
mount -t sysfs sys "$root/sys"
mount --bind /dev "$root/dev"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"

inside() {
    chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        NODE_EXTRA_CA_CERTS=/etc/fresh-machine-ca.crt "$@"
}
say 'git, nodejs and npm'
inside apt-get update -qq
inside env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends git nodejs npm >/dev/null 2>&1
for tool in strace gcc make; do
    inside sh -c "command -v $tool" >/dev/null && say "note: $tool is there already"
done
rm -rf "$root/root/trace-gate"
git clone --quiet --no-local "$repository" "$root/root/trace-gate"

declare -a lines
failed=0
for round in 1 2; do
    for command in ./scripts/capture_golden_traces.sh ./scripts/test.sh; do
        say "$command, round $round"
        start=$SECONDS code=0
        inside sh -c "cd /root/trace-gate && $command" </dev/null 2>&1 | tee "$root/root/last.txt" || code=$?
        [ $code = 0 ] || failed=1
        lines+=("$(printf 'round %d  %-36s exit %d  %4d s  %s' $round $command $code $((SECONDS - start)) "$(tail -n 1 "$root/root/last.txt")")")
    done
done
left=$(inside git -C /root/trace-gate status --porcelain)

echo
inside sh -c '. /etc/os-release; echo "$PRETTY_NAME, $(ldd --version 2>&1 | head -n 1), node $(node --version), npm $(npm --version), $(strace -V | head -n 1), $(gcc --version | head -n 1)"'
printf '%s\n' "${lines[@]}"
echo "git status: ${left:-clean}"
[ -z "$left" ] || failed=1
exit $failed
