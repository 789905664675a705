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
large=$(awk -F, '$1 == "department" && $3 >= 100 { print $2 }' people/tables/forecast.csv | paste -sd, -) # two that are told
cat >>people.yaml <<Y
scenarios:
  - {name: with, hazard_ratio: 0.8, who: {department: [Tiny, A]}, cost: {per_head: 10}}
  - {name: without, hazard_ratio: 0.8, who: {department: [A, B, C, causes, "a|b"]}, cost: {per_head: 10}}
  - {name: large, hazard_ratio: 0.8, who: {department: [$large]}, cost: {per_head: 10}}
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
# Ways round one number at a time: a combination before its members, almost whole groups, groups that only the standards tell, three scopes that overlap, critical
# positions that are a hidden group's partner, one rare reason, steps of causes that are not told, moves by which rows are there, a part of a quarter.
cell() { awk -F, -v t="$2" -v k="$3" -v c="$4" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at[t] == k { print $at[c]; exit }' "$1"; }
"$behoud" synth --employees 600 --seed 11 --out round --quiet
awk -F, 'BEGIN { OFS = "," } NR == 1 { print; next } { if ($4 == "dismissal" && NR % 5 == 0) $4 = "fraud"; print }' round/employees.csv >round/new.csv; mv round/new.csv round/employees.csv
base=$(sed -e '/^scenarios:/,/^[a-z]/{/^scenarios:/d;/^ /d}' -e '/^budget/d' -e 's/^  involuntary:.*/  involuntary: [dismissal, end of contract, fraud]/' -e 's/^segments:.*/segments: [department, level, [department, level], location, gender]/' -e '/^talent:/d' round/quarterly.yaml)
scenarios() { printf '%s\nscenarios:\n' "$base"; printf '  - {name: %s, hazard_ratio: 0.9, cost: {per_head: 100}, who: {%s}}\n' "$@"; }
{ printf '%s\n' 'talent: {critical: {column: job_family, is: [Manager]}}'; scenarios NoLead 'level: [1 Junior, 2 Medior, 3 Senior]' Women 'gender: [F]' Almost 'department: [IT], gender: [M, F]'; } >round/a.yaml
"$behoud" run round/a.yaml --quiet --out round/a 2>/dev/null
awk -F, 'FNR == NR { if ($1 == "department") heads[$2] = $3; next } FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["people"] != "" && heads[$at["level"]] - $at["people"] > 0 && heads[$at["level"]] - $at["people"] < 10' round/a/tables/forecast.csv round/a/tables/targeting.csv | grep . && { echo "targeting leaves a few of a group out"; bad=1; }
[ -z "$(cell round/a/tables/scenarios.csv scenario Almost people)" ] || { echo "all but a few of a department are a scope that is told"; bad=1; }
{ scenarios Women 'gender: [F]' | sed 's/, gender\]/]/'; } >round/g.yaml
"$behoud" run round/g.yaml --quiet --out round/g 2>/dev/null
told=$(awk -F, '$2 == "S1 ¶50(a)" && $4 == "gender" && $5 != "F" && $6 != ""' round/g/tables/standards.csv | wc -l)
[ -z "$(cell round/g/tables/scenarios.csv scenario Women people)" ] || [ "$told" = 0 ] || { echo "a scope by gender, with the standards, tells a hidden gender"; bad=1; }
scenarios A 'department: [IT], level: [2 Medior, 3 Senior]' B 'department: [IT], level: [3 Senior, 4 Lead]' C 'department: [IT], level: [2 Medior, 4 Lead]' >round/b.yaml
"$behoud" run round/b.yaml --quiet --out round/b 2>/dev/null
[ "$(awk -F, 'NR > 1 && $3 != ""' round/b/tables/scenarios.csv | wc -l)" -lt 3 ] || { echo "three scopes that overlap are all told: half their sum tells each part"; bad=1; }
{ scenarios One 'department: [Care, IT]' Two 'department: [Retail]' Rest 'remote_days: {at_most: 1}' More 'remote_days: {at_least: 2, at_most: 4}' | sed "s/^scenarios:/scenarios:\n  - {name: Both, combine: [Rest, More]}/"; } >round/c.yaml
"$behoud" run round/c.yaml --quiet --out round/c 2>/dev/null
[ -z "$(cell round/c/tables/scenarios.csv scenario Both people)" ] || { echo "a combination that leaves a few people out is told"; bad=1; }
grep -E '^involuntary,(fraud|.other reasons.),[1-4],' round/a/tables/exit_reasons.csv && { echo "a rare reason is told, by itself or as the only other one"; bad=1; }
awk -F, '$3 != "all" && $3 != "cause" && $12 == 1 && ($4 != "" || $6 != "")' round/a/tables/incidence.csv | grep -q . && { echo "causes that are not told still step"; bad=1; }
sed 's/^as_of: .*/as_of: 2026-08-17/' round/a.yaml >round/d.yaml
"$behoud" run round/d.yaml --quiet --out round/d 2>/dev/null
[ ! -e round/d/tables/exit_reasons.csv ] && ! grep -q 'Voluntary turnover rate' round/d/tables/standards.csv || { echo "twelve months less whole quarters tell the causes of a few"; bad=1; }
# Whom a scenario spills over to is checked as whom it reaches.
scenarios Men 'gender: [M]' | sed 's/cost: {per_head: 100}/cost: {per_head: 100}, spillover: {hazard_ratio: 0.5, who: {gender: [X]}}/' >round/e.yaml
"$behoud" run round/e.yaml --quiet --out round/e 2>/dev/null
[ -z "$(cell round/e/tables/scenarios.csv scenario Men people)" ] || { echo "a scenario that spills over to a few is told"; bad=1; }
# A column of many levels is checked too: 18 of the 20 of one of 70 departments.
awk 'BEGIN { print "id,hired,left,reason,department,flag"; for (d = 0; d < 70; d++) for (i = 0; i < 20; i++) printf "p%d,%d-03-0%d,%s,%s,D%02d,%s\n", ++n, 2012 + n % 9, 1 + n % 9, i % 5 ? "" : sprintf("2025-%02d-17", 1 + n % 12), i % 5 ? "" : "resigned", d, i == 1 || i == 2 ? "n" : "y"; }' >many.csv
printf '%s\n' 'as_of: 2026-06-30' 'data: {employees: {file: many.csv, id: id, hired: hired, left: left, reason: reason}}' 'exit_reasons: {voluntary: [resigned], involuntary: []}' 'segments: [department]' 'output: {charts: [], page: false, workbook: false}' 'scenarios: [{name: some, hazard_ratio: 0.8, who: {department: [D00], flag: [y]}, cost: {per_head: 10}}]' >many.yaml
"$behoud" run many.yaml --quiet --out many 2>/dev/null
[ -z "$(cell many/tables/scenarios.csv scenario some people)" ] || { echo "all but a few of one of many departments are a scope that is told"; bad=1; }
# Critical positions that are a hidden group's partner: nor are their holders told.
awk 'BEGIN { srand(3); print "id,hired,left,reason,department"
  for (i = 1; i <= 298; i++) printf "n%d,%d-03-0%d,,,%s\n", i, 2015 + i % 8, 1 + i % 9, i <= 150 ? "A" : i <= 270 ? "D" : i <= 294 ? "B" : "C"
  for (i = 1; i <= 60; i++) printf "x%d,2019-03-01,2025-%02d-11,resigned,%s\n", i, 1 + i % 12, i % 2 ? "A" : "D" }' >posts.csv
printf '%s\n' 'as_of: 2026-06-30' 'data: {employees: {file: posts.csv, id: id, hired: hired, left: left, reason: reason}}' 'exit_reasons: {voluntary: [resigned], involuntary: []}' 'segments: [department]' 'output: {charts: [], page: false, workbook: false}' >posts.yaml
"$behoud" run posts.yaml --quiet --out posts 2>/dev/null
partner=$(awk -F, '$1 == "department" && $3 == "" && $2 != "C" { print $2; exit }' posts/tables/forecast.csv)
[ -n "$partner" ] || { echo "the small department has no partner"; bad=1; }
echo "talent: {critical: {column: department, is: [$partner]}}" >>posts.yaml
"$behoud" run posts.yaml --quiet --out posts 2>/dev/null
awk -F, '$1 == "all" && $2 != ""' posts/tables/critical_positions.csv | grep . && { echo "critical positions tell the partner of a hidden group"; bad=1; }
grep -i 'critical' posts/tables/standards.csv | grep -qv ',1$' && { echo "standards tell the partner of a hidden group"; bad=1; }
exit $bad
