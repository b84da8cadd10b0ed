#!/bin/sh
# Prints the score table: how silent and how loud trace-gate is on real programs. Options: see scripts/score.mjs --help.
exec node "$(dirname "$0")/score.mjs" "$@"
