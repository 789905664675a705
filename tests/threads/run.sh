#!/usr/bin/env bash
# One, two, three and eight threads give the same bytes: the synthetic workforce, and every file of a run on it.
set -eu
behoud=$(realpath "$1"); here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
for n in 1 2 3 8; do
  "$behoud" synth --employees 12000 --seed 5 --threads $n --out data-$n >/dev/null
  cmp data-1/employees.csv data-$n/employees.csv
  "$behoud" run data-1/quarterly.yaml --threads $n --quiet --out out-$n
  diff -r -x timings.json out-1 out-$n
done
# Histories of the same people, merged and derived from: changes every year, in any order of rows.
awk -F, 'NR > 1 { split($2, d, "-"); for (y = d[1]; y < d[1] + 4; y++) printf "%s,%d-%s-%s,T%d,%d,M%d\n", $1, y, d[2], d[3], (NR + y) % 7, 30000 + NR % 900 + 500 * (y - d[1]), (NR * y) % 97 }' data-1/employees.csv |
  awk 'BEGIN { print "id,since,title,salary,manager" } { print (NR * 7919) % 100003 "\t" $0 | "sort -n | cut -f2-" }' >history.csv
awk -F, 'NR > 1 && NR % 3 == 0 { print $1 ",2024-0" NR % 9 + 1 "-15" }' data-1/employees.csv | sed '1i id,day' >talks.csv
cat >histories.yaml <<'Y'
as_of: 2026-09-30
data:
  employees: {file: data-1/employees.csv, id: employee_id, hired: hire_date, left: exit_date, reason: exit_reason, attributes: [department]}
  histories: [{file: history.csv, id: id, from: since, attributes: [title, salary, manager], rejects_at_most: 100%}]
  events: [{file: talks.csv, id: id, date: day, kind: talk, rejects_at_most: 100%}]
  derive: {role: title, pay: salary, job: title, manager: manager, team: manager}
segments: [title]
output: {charts: [], workbook: false}
Y
head -n 1 data-1/employees.csv | grep -q employee_id
for n in 1 3; do
  "$behoud" run histories.yaml --threads $n --quiet --out merged-$n 2>messages || { cat messages; exit 1; }
  diff -r -x timings.json merged-1 merged-$n
done
# All that is told of risks: clusters, a horizon, a penalty by cross-validation, limits by profile, the audit.
"$behoud" synth --employees 400 --seed 3 --out risk >/dev/null
cp "$here/../jobs/risk.yaml" risk/
for n in 1 3; do
  "$behoud" run risk/risk.yaml --threads $n --quiet --out risk-$n
  diff -r -x timings.json risk-1 risk-$n
done
