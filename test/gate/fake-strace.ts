/** Tracers that fail in the ways real ones do: put before the real strace in PATH. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { writeFiles } from './trial.js';

/**
 * The start of every fake. Questions about the version go to the real strace; otherwise `$out` is where the trace should go, and the
 * arguments are those of the real strace, which would write to `$scratch` instead.
 */
const prologue = (real: string): string => `#!/bin/sh
real='${real}'
for word; do
  case $word in
    -V | --version) exec "$real" "$@" ;;
    --) break ;;
  esac
done
scratch=$(mktemp)
out=
left=$#
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  if [ -z "$out" ] && [ "$word" = -o ]; then
    out=$1
    shift
    left=$((left - 1))
    set -- "$@" -o "$scratch"
  else
    set -- "$@" "$word"
  fi
done
`;

/** What each fake does instead. All of them run the target, as a broken tracer would. */
export const fakes = {
  /** Nothing is recorded, though the target ran. */
  silent: `"$real" "$@"
status=$?
: > "$out"`,
  /** No line can be read. */
  garbled: `"$real" "$@"
status=$?
sed 's/^/%% /; s/[(){}=]/%/g' "$scratch" > "$out"`,
  /** One line in the middle can't be read, as when two writers share a file. */
  oneLineGarbled: `"$real" "$@"
status=$?
awk '{ line[NR] = $0 } END { for (i = 1; i <= NR; i++) print i == int(NR / 2) ? substr(line[i], 1, 40) : line[i] }' "$scratch" > "$out"`,
  /** The disk was full: the second half is missing. */
  halved: `"$real" "$@"
status=$?
head -c "$(($(wc -c < "$scratch") / 2))" "$scratch" > "$out"`,
  /** Killed by the system while the target runs. */
  killed: `"$real" "$@" &
sleep 0.5
kill -KILL $!
cat "$scratch" > "$out"
rm -f "$scratch"
kill -KILL $$`,
} as const;

export type Fake = keyof typeof fakes;

/** Writes the fake into `bin` of the folder and returns the PATH with which it is found first. */
export function pathWithFake(folder: string, fake: Fake): string {
  const real = spawnSync('sh', ['-c', 'command -v strace'], { encoding: 'utf8' }).stdout.trim();
  const bin = path.join(folder, 'bin');
  writeFiles(bin, { strace: `${prologue(real)}${fakes[fake]}\nrm -f "$scratch"\nexit $status\n` });
  return `${bin}:${process.env['PATH'] ?? '/usr/bin:/bin'}`;
}
