#!/usr/bin/env bash
# Exact messages: every CASE.yaml here is run, and what it says on stderr, with its exit status, must be CASE.expected.
# run.sh BEHOUD --accept writes the expected files anew; read them before committing.
set -eu
behoud=$(realpath "$1"); accept=${2:-}
cd "$(dirname "$0")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0
for job in *.yaml; do
  status=0
  "$behoud" run "$job" --out "$out/result" >/dev/null 2>"$out/stderr" || status=$?
  { cat "$out/stderr"; echo "exit status $status"; } >"$out/got"
  if [ "$accept" = --accept ]; then cp "$out/got" "${job%.yaml}.expected"; fi
  diff -u "${job%.yaml}.expected" "$out/got" || { echo "differs: $job"; bad=1; }
  rm -rf "$out/result"
done
exit $bad
