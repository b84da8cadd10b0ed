#!/bin/bash
# Installs what the programs of the score need: Debian's packages, and into build/score-tools/ packages of npm, PyPI, crates.io and
# the Go proxy, in pinned versions. What is there already is left alone. What can't be had is named, and its programs are skipped.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/apt.sh
pins=$PWD/scripts/score/tools
tools=$PWD/build/score-tools
mkdir -p "$tools"
failed=()

# step NAME COMMAND...: one failure must not keep the rest from being installed.
step() {
    local name=$1
    shift
    echo "score: $name"
    "$@" || failed+=("$name")
}

# Debian's packages, pinned by the upstream version of release 12: security fixes come with any revision.
packages=(
    redis-server=5:7.0.* nginx=1.22.* postgresql-15=15.* sqlite3=3.40.* git=1:2.39.* cmake=3.25.* ninja-build=1.11.* ccache=4.8*
    curl=7.88.* zstd=1.5.4* rsync=3.* parallel=20221122* openjdk-17-jdk-headless=17.* gcc=4:12.* make=4.3* perl=5.36.*
    python3=3.11.* python3-venv=3.11.* util-linux=2.38.* strace=6.1*
)

missing_packages() {
    local wanted name version
    for wanted in "${packages[@]}"; do
        name=${wanted%%=*}
        version=$(dpkg-query -W -f '${db:Status-Abbrev}${Version}' "$name" 2>/dev/null)
        # shellcheck disable=SC2254 # the version is a pattern
        case $version in ii\ ${wanted#*=}) ;; *) echo "$wanted" ;; esac
    done
}

debian_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} = 0 ] || apt_install -o DPkg::Lock::Timeout=600 "${missing[@]}"
}

# The compiler where every user can read it: rustup's own folder is often private.
rust_toolchain() {
    [ -x "$tools/rust/bin/cargo" ] && return
    local root
    root=$(rustc --print sysroot) || return
    mkdir -p "$tools/rust.new/bin" "$tools/rust.new/lib"
    cp -a "$root"/bin/{cargo,rustc} "$tools/rust.new/bin/" &&
        cp -a "$root"/lib/*.so* "$tools/rust.new/lib/" &&
        mkdir -p "$tools/rust.new/lib/rustlib" &&
        cp -a "$root"/lib/rustlib/*-unknown-linux-gnu "$tools/rust.new/lib/rustlib/" &&
        mv "$tools/rust.new" "$tools/rust"
}

# crate NAME VERSION PROGRAM
crate() {
    [ -x "$tools/cargo/bin/$3" ] || cargo install --quiet --locked --root "$tools/cargo" --version "$2" "$1"
}

# Two of trueno's examples, without what its own development needs; its option `parallel` does not compile in this version.
trueno_examples() {
    [ -x "$tools/trueno/matrix_operations" ] && return
    local build=$tools/trueno/build example package
    mkdir -p "$build/src"
    cp "$pins/trueno/Cargo.toml" "$build/"
    # cargo wants the sources to be there before it says where trueno's package is.
    touch "$build/src/matrix_operations.rs" "$build/src/backend_detection.rs"
    package=$(cargo metadata --quiet --format-version 1 --manifest-path "$build/Cargo.toml" |
        node -e 'let t = ""; process.stdin.on("data", (d) => (t += d)).on("end", () => console.log(
            JSON.parse(t).packages.find((p) => p.name === "trueno").manifest_path.replace(/\/[^/]*$/, "")))') || return
    # The versions that its own developers build with.
    cp "$package/Cargo.lock" "$build/Cargo.lock"
    for example in matrix_operations backend_detection; do cp "$package/examples/$example.rs" "$build/src/" || return; done
    cargo build --quiet --release --manifest-path "$build/Cargo.toml" || return
    cp "$build/target/release/"{matrix_operations,backend_detection} "$tools/trueno/" || return
    rm -rf "$build"
}

go_program() {
    [ -x "$tools/go/bin/shfmt" ] || GOBIN=$tools/go/bin go install mvdan.cc/sh/v3/cmd/shfmt@v3.10.0
}

# The standard library once compiled: no run of the score should measure that.
go_cache() {
    [ -d "$tools/go-cache" ] && return
    local place=$tools/go-warm
    rm -rf "$place" && mkdir -p "$place"
    printf 'module warm\n\ngo 1.21\n' >"$place/go.mod"
    printf 'package main\n\nimport (\n\t"fmt"\n\t"os"\n\t"testing"\n)\n\nfunc main() { fmt.Println(os.Args, testing.Short()) }\n' >"$place/main.go"
    printf 'package main\n\nimport "testing"\n\nfunc TestNothing(t *testing.T) {}\n' >"$place/main_test.go"
    (cd "$place" && export GOCACHE=$place/cache GOFLAGS=-buildvcs=false && go build -o warm . && go test . >/dev/null && go vet .) &&
        mv "$place/cache" "$tools/go-cache"
    local code=$?
    rm -rf "$place"
    return $code
}

node_packages() {
    cmp -s "$pins/package-lock.json" "$tools/node/package-lock.json" && [ -d "$tools/node/node_modules/vitest" ] && return
    mkdir -p "$tools/node"
    cp "$pins/package.json" "$pins/package-lock.json" "$tools/node/"
    npm ci --prefix "$tools/node" --ignore-scripts --no-audit --no-fund --silent
}

python_packages() {
    cmp -s "$pins/requirements.txt" "$tools/venv/requirements.txt" && return
    /usr/bin/python3 -m venv "$tools/venv" &&
        "$tools/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$pins/requirements.txt" &&
        "$tools/venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps -d "$tools/wheels" \
            colorama==0.4.6 toml==0.10.2 &&
        cp "$pins/requirements.txt" "$tools/venv/"
}

step "Debian's packages" debian_packages
step 'npm packages' node_packages
step 'Python packages' python_packages
step 'a Rust compiler for every user' rust_toolchain
step 'ripgrep' crate ripgrep 14.1.1 rg
step 'hyperfine' crate hyperfine 1.19.0 hyperfine
step 'ExecSurface' crate execsurface 1.0.0 execsurface
step "trueno's examples" trueno_examples
step 'shfmt' go_program
step "Go's standard library" go_cache
# Other users run these programs, too.
chmod -R go+rX "$tools"

[ ${#failed[@]} = 0 ] && exit
printf 'score: not installed: %s\n' "${failed[@]}" >&2
exit 1
