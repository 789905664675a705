#!/usr/bin/env bash
# One, two, three and eight threads give the same bytes: the synthetic workforce, and every file of a run on it.
set -eu
behoud=$(realpath "$1")
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
for n in 1 2 3 8; do
  "$behoud" synth --employees 30000 --seed 5 --threads $n --out data-$n >/dev/null
  cmp data-1/employees.csv data-$n/employees.csv
  "$behoud" run data-1/quarterly.yaml --threads $n --quiet --out out-$n
  diff -r -x timings.json out-1 out-$n
done
