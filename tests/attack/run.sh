#!/usr/bin/env bash
# What an attentive reader could work out of the published tables: nothing that is hidden, not from one run, nor from two.
set -eu
export LC_ALL=C
behoud=$(realpath "$1"); attack=$(dirname "$behoud")/tests/attack
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
bad=0
attacked() { # WHAT FOLDER ...: nothing is found, and something was hidden
  what=$1; shift
  "$attack" "$@" >found || { echo "$what:"; cat found; bad=1; }
  grep -q '^[1-9][0-9]* hidden' found || { echo "$what: nothing is hidden, so nothing is tried"; bad=1; }
}
"$behoud" synth --employees 1200 --seed 3 --out small --quiet
sed -i 's/^segments:.*/segments: [department, level, gender, [level, gender]]/; s/^period: .*/period: year/' small/quarterly.yaml
"$behoud" run small/quarterly.yaml --quiet --out first
attacked "crossed groups by year" first
# Some people's gender and level are put right, and the job is run again into the same folder: what was hidden stays so.
cp -r first second
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; print; next } { OFS = ","; if (NR % 97 == 5) $column["gender"] = $column["gender"] == "M" ? "F" : "M"; if (NR % 83 == 7) $column["level"] = "4 Lead"; print }' small/employees.csv >small/new.csv
mv small/new.csv small/employees.csv
"$behoud" run small/quarterly.yaml --quiet --out second
attacked "the second run" second
missing=$(sed -n '/"hidden"/,/\]/p' first/published.json | grep heads | tr -d ' ,' | sort | comm -23 - <(sed -n '/"hidden"/,/\]/p' second/published.json | grep heads | tr -d ' ,' | sort) | wc -l)
[ "$missing" = 0 ] || { echo "$missing numbers hidden in the first run are shown in the second"; bad=1; }
# The same bytes when nothing changed, though the last run is there now.
"$behoud" run small/quarterly.yaml --quiet --out third
cp -r third fourth
"$behoud" run small/quarterly.yaml --quiet --out fourth
diff -rq -x timings.json -x run.log third fourth || { echo "the last run in the folder changes what is written"; bad=1; }
# A small department beside large ones, by quarter.
awk 'BEGIN {
  srand(9); print "id,hired,left,reason,department,site"
  for (i = 1; i <= 900; i++) {
    small = i > 893; year = 2018 + int(rand() * 7); stay = small ? i != 897 : rand() < 0.5
    printf "nr%d,%d-%02d-03,%s,%s,%s,%s\n", i, year, 1 + int(rand() * 12), stay ? "" : sprintf("%d-%02d-%02d", year + 1, 1 + int(rand() * 12), 1 + int(rand() * 28)), stay ? "" : rand() < 0.2 ? "fired" : "resigned", small ? "Tiny" : i % 12 == 3 ? "causes" : i % 12 == 9 ? "a|b" : substr("ABC", i % 3 + 1, 1), rand() < 0.02 ? "Far" : i % 2 ? "East" : "West"
  } }' >people.csv
cat >people.yaml <<'Y'
as_of: 2026-06-30
data: {employees: {file: people.csv, id: id, hired: hired, left: left, reason: reason}}
exit_reasons: {voluntary: [resigned], involuntary: [fired]}
segments: [department, site, [department, site]]
output: {charts: [], page: false, workbook: false}
Y
"$behoud" run people.yaml --quiet --out people
attacked "a small department by quarter" people
# Who was there in all, less who left, is who is there: not told of a hidden group, nor by a scope that adds it to another, or leaves it out alone.
awk -F, '$2 == "Tiny" && ($3 != "" || $4 != "")' people/tables/survival_at.csv | grep -q . && { echo "survival_at counts a hidden department"; bad=1; }
cat >>people.yaml <<'Y'
scenarios:
  - {name: with, hazard_ratio: 0.8, who: {department: [Tiny, A]}, cost: {per_head: 10}}
  - {name: without, hazard_ratio: 0.8, who: {department: [A, B, C, causes, "a|b"]}, cost: {per_head: 10}}
  - {name: large, hazard_ratio: 0.8, who: {department: [A, B]}, cost: {per_head: 10}}
Y
"$behoud" run people.yaml --quiet --out people
for name in with without; do grep "^$name," people/tables/scenarios.csv | grep -q ',1$' || { echo "the scenario \"$name\" tells how many a hidden department has"; bad=1; }; done
# The department that is hidden beside it is not told either by a scope that adds it to one that is told.
hidden=$(awk -F, '$1 == "department" && $3 == "" && $2 != "Tiny" { print $2; exit }' people/tables/forecast.csv)
told=$(awk -F, '$1 == "department" && $3 != "" { print $2; exit }' people/tables/forecast.csv)
sed '/^scenarios/,$d' people.yaml >partner.yaml
printf 'scenarios: [{name: both, hazard_ratio: 0.8, who: {department: ["%s", "%s"]}, cost: {per_head: 10}}]\n' "$hidden" "$told" >>partner.yaml
"$behoud" run partner.yaml --quiet --out partner
[ -n "$hidden" ] && [ -n "$told" ] || { echo "no department is hidden beside another"; bad=1; }
both=$(awk -F, '$1 == "both" { print $3 }' partner/tables/scenarios.csv); open=$(awk -F, -v t="$told" '$1 == "department" && $2 == t { print $3 }' partner/tables/forecast.csv)
others=$(awk -F, -v h="$hidden" '$1 == "department" && $3 == "" && $2 != "Tiny" && $2 != h' partner/tables/forecast.csv | wc -l)
[ -z "$both" ] || [ -z "$open" ] || [ "$others" -gt 0 ] || { echo "a scope of two departments, less one, tells the hidden $hidden: $both - $open"; bad=1; }
grep '^large,' people/tables/scenarios.csv | grep -q ',0$' || { echo "a scenario of large departments is not told"; bad=1; }
exit $bad
