#!/usr/bin/env bash
# A run that is killed at any moment leaves the last good output whole; and nothing of the user's is ever replaced.
set -eu
behoud=$(realpath "$1")
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
"$behoud" synth --employees 20000 --out data >/dev/null
"$behoud" run data/quarterly.yaml --quiet --out good
cp -r good kept
for hundredths in 2 5 10 15 20 30 40 50 60 70 80 90; do
  "$behoud" run data/quarterly.yaml --quiet --out good & pid=$!
  sleep "$(printf '0.%02d' $hundredths)"
  kill -9 $pid 2>/dev/null || true
  wait $pid 2>/dev/null || true
  diff -r -x timings.json kept good
done
"$behoud" run data/quarterly.yaml --quiet --out good # clears up what the killed runs left behind
[ -z "$(find . -name 'good.building-*')" ] || { echo "left behind: $(ls -d good.building-*)"; exit 1; }
mkdir precious && echo letter >precious/letter.txt
if "$behoud" run data/quarterly.yaml --quiet --out precious 2>message; then echo "a folder of the user's was replaced"; exit 1; fi
grep -q "precious/letter.txt would be lost" message
[ "$(cat precious/letter.txt)" = letter ]
