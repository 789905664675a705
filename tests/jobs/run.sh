#!/usr/bin/env bash
# Whole jobs, compared byte for byte: each JOB.yaml here runs on the data beside it and must give JOB.expected/.
# Runs twice: the second run must equal the first in every file but timings.json, the workbook included.
# run.sh BEHOUD --accept writes the expected folders anew; read the differences before committing.
set -eu
behoud=$(realpath "$1"); accept=${2:-}
cd "$(dirname "$0")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
"$behoud" synth --employees 400 --seed 3 --out "$out/workforce" >/dev/null
bad=0
for job in *.yaml; do
  name=${job%.yaml}
  cp -r "$out/workforce" "$out/$name"; cp "$job" ./*.csv "$out/$name/"
  (cd "$out/$name" && "$behoud" run "$job" --quiet --out first && "$behoud" run "$job" --quiet --out second)
  diff -r -x timings.json "$out/$name/first" "$out/$name/second" || { echo "two runs differ: $job"; bad=1; }
  rm -rf "$out/$name/first/fit" # an image of arrays: the two runs above are compared with it
  find "$out/$name/first" \( -name '*.svg' -o -name '*.png' -o -name workbook.xlsx -o -name timings.json \) -delete
  [ "$name" = messy ] || rm -f "$out/$name/first/report.html"
  if [ "$accept" = --accept ]; then rm -rf "$name.expected"; cp -r "$out/$name/first" "$name.expected"; fi
  diff -r "$name.expected" "$out/$name/first" || { echo "differs: $job"; bad=1; }
done
exit $bad
