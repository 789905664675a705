#!/usr/bin/env bash
# What the survival tables must not tell: groups of fewer than ten people, in themselves or by taking away what is shown.
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
# 300 spells of 280 people: department D is four people with three spells each; manager m9 has seven people.
awk 'BEGIN {
  srand(5); print "id,from,to,status,cause,department,manager,score"
  for (i = 1; i <= 300; i++) {
    small = i > 288; id = small ? 1000 + (i - 289) % 4 : i; from = small ? 300 * int((i - 289) / 4) : 0
    to = from + 30 + int(rand() * 260); left = rand() < 0.6
    printf "p%d,%d,%d,%d,%s,%s,m%d,%d\n", id, from, to, left, left ? (rand() < 0.7 ? "quit" : "fired") : "", small ? "D" : substr("ABC", i % 3 + 1, 1), i <= 7 ? 9 : i % 8, rand() * 10
  } }' >data.csv
cat >job.yaml <<'Y'
data:
  employees: {file: data.csv, id: id, tenure: to, tenure_from: from, exited: {column: status, is: "1"}, reason: cause, attributes: [department, manager, score]}
segments: [department]
models:
  curves: [{by: [department], pairwise: true, fitted: [weibull], at: [60, 90]}]
  cox: [{name: a, terms: [department, score], frailty: {group: manager}}, {name: b, terms: [department, score]}, {name: c, terms: [score], strata: [department]},
        {name: d, terms: [{factor: department, by_tenure: [100]}, score], profiles: [{name: small, values: {department: D}}, {name: large, values: {department: A}}]}]
output: {charts: [], page: false, workbook: false}
Y
"$behoud" run job.yaml --quiet --out shown 2>said || { cat said; exit 1; }
bad=0
fail() { echo "$1"; bad=1; }
# column TABLE NAME: the number of a column
column() { head -n 1 "shown/tables/$1.csv" | tr ',' '\n' | grep -nx "$2" | cut -d: -f1; }
for table in survival survival_at survival_quantiles incidence parametric; do
  c=$(column $table suppressed)
  n=$(awk -F, -v c="$c" '$2 == "D" && $c != 1' "shown/tables/$table.csv" | wc -l)
  [ "$n" = 0 ] || fail "$table shows $n rows of four people"
  [ "$(awk -F, -v c="$c" 'NR > 1 && $c == 1 { print $2 }' "shown/tables/$table.csv" | sort -u | wc -l)" -ge 2 ] || fail "$table hides D without a partner"
done
for table in logrank_pairs survival_differences cox_curves cox_by_tenure; do
  grep -q ',D,' "shown/tables/$table.csv" && fail "$table tells of four people"
done
grep -q '^d,small,' shown/tables/cox_curves.csv && fail "cox_curves gives away the estimate of four people"
grep -q '^d,large,' shown/tables/cox_curves.csv || fail "cox_curves has no curve of a large group"
grep -q 'no curve for “small”' shown/run.json || fail "nobody is told that a curve is left out"
for rows in '^b,department,' '^d,department,.*to 100 days' '^d,department,.*over 100 days'; do
  grep "$rows" shown/tables/cox_coefficients.csv | grep -E ',"?D' | grep -vE ',,,,,,,,,,,,1$' | grep -q . && fail "cox_coefficients shows D ($rows)"
done
[ "$(grep '^b,department,' shown/tables/cox_coefficients.csv | grep -c ',1$')" -ge 2 ] || fail "cox_coefficients hides D without a partner"
[ "$(grep '^d,department,' shown/tables/cox_coefficients.csv | grep -c ',1$')" -ge 4 ] || fail "cox_coefficients hides the parts of D without a partner each"
awk -F, '$3 == "m9" && $4 != ""' shown/tables/cox_frailty.csv | grep -q . && fail "cox_frailty shows seven people"
sed -i 's/^segments/privacy: {minimum_cell: 2}\nsegments/' job.yaml
"$behoud" run job.yaml --quiet --out shown 2>said || { cat said; exit 1; }
awk -F, '$3 == "m9" && $4 != ""' shown/tables/cox_frailty.csv | grep -q . && fail "cox_frailty shows seven people where others may be shown"
[ "$(awk -F, '$3 ~ /^m/ && $4 != ""' shown/tables/cox_frailty.csv | wc -l)" -ge 5 ] || fail "cox_frailty shows nobody"

# The risks: a department, a gender and a box of the grid of four people each (one has left), and nobody by name.
awk 'BEGIN {
  srand(9); print "id,hired,left,reason,department,gender,performance,potential,critical,post"
  for (i = 1; i <= 900; i++) {
    small = i > 896; year = 2018 + int(rand() * 7); month = 1 + int(rand() * 12); stay = small ? i != 897 : rand() < 0.5
    printf "nr%d,%d-%02d-03,%s,%s,%s,%s,%d,%s,%s,%s\n", i, year, month, stay ? "" : sprintf("%d-%02d-%02d", year + 1, 1 + int(rand() * 12), 1 + int(rand() * 28)), stay ? "" : "resigned",
      small ? "Tiny" : substr("ABC", i % 3 + 1, 1), small ? "X" : i % 2 ? "F" : "M", small ? 5 : i % 4 + 1, small ? "top" : i % 2 ? "high" : "low", i % 9 == 0 || small ? "yes" : "no", small ? "Pilot" : i % 2 ? "Nurse" : "Doctor"
  } }' >people.csv
cat >risk.yaml <<'Y'
as_of: 2026-06-30
data: {employees: {file: people.csv, id: id, hired: hired, left: left, reason: reason}}
exit_reasons: {voluntary: [resigned]}
segments: [department]
models:
  cox: []
  logistic: [{name: m, cause: voluntary, terms: [tenure, department, {number: performance}]}]
talent: {potential_order: [low, high, top], critical: {column: critical}, position: post}
output: {charts: [svg]}
Y
"$behoud" run risk.yaml --quiet --out shown 2>said || { cat said; exit 1; }
[ ! -e shown/tables/individual_risk.csv ] || fail "risks of individuals are written though nobody asked"
for row in 'fairness:m,gender,X' 'segment_drivers:m,department,Tiny' 'marginal_effects:m,department,Tiny' 'logistic_coefficients:m,department,Tiny' 'critical_positions:Pilot' 'vlootschouw:5,all'; do
  table=${row%%:*}; key=${row#*:}
  grep -q "^$key" "shown/tables/$table.csv" || fail "$table has no row $key"
  grep "^$key" "shown/tables/$table.csv" | grep -v ',1$' | grep -q . && fail "$table shows four people: $key"
done
for table in fairness critical_positions vlootschouw; do
  [ "$(grep -c ',1$' shown/tables/$table.csv)" -ge 2 ] || fail "$table hides four people without a partner"
done
[ "$(grep '^all,' shown/tables/vlootschouw.csv | grep -c ',1$')" -ge 2 ] || fail "a column of the grid can be told from its total"
[ "$(grep -v '^all,' shown/tables/vlootschouw.csv | grep ',all,' | grep -c ',1$')" -ge 2 ] || fail "a row of the grid can be told from its total"
grep ',1$' shown/tables/fairness.csv | grep -qE 'alike|selected|told' && fail "a verdict stands beside hidden figures"
grep '^m,department,Tiny' shown/tables/segment_drivers.csv | grep -qE 'tenure|performance' && fail "the order of drivers stands beside hidden figures"
grep -q 'X' shown/model_card.md && grep '^| m ' shown/model_card.md | grep -q '| X |' && fail "the model card tells of four people"
grep -qE 'nr[0-9]' shown/tables/*.csv shown/*.md shown/report.html shown/run.json && fail "an id is shown"

# Asked for: pseudonyms that the key alone makes, in the one table, and no ids anywhere.
cat >>risk.yaml <<'Y'
privacy: {individual_risk: true, key_file: key}
Y
"$behoud" anonymise people.csv --key-file key --out anonymous 2>said >/dev/null || { cat said; exit 1; }
"$behoud" run risk.yaml --quiet --out shown 2>said || { cat said; exit 1; }
there=$(awk -F, 'NR > 1 && ($3 == "" || $3 > "2026-06-30")' people.csv | wc -l)
[ "$(($(wc -l <shown/tables/individual_risk.csv) - 1))" = "$there" ] || fail "not everybody there has a row"
grep -qE 'nr[0-9]' shown/tables/*.csv shown/*.md shown/report.html shown/run.json && fail "an id is shown beside pseudonyms"
cut -d, -f1 anonymous/people.csv | sort >made
tail -n +2 shown/tables/individual_risk.csv | cut -d, -f1 | sort | comm -23 - made | grep -q . && fail "a pseudonym is not the key's"
one=$(tail -n 1 shown/tables/individual_risk.csv | cut -d, -f1)
grep -q "$one" shown/report.html shown/narrative.md shown/model_card.md && fail "a person is on the page"
unzip -p shown/workbook.xlsx 2>/dev/null | grep -q "$one" && fail "a person is in the workbook"
sed -i 's/, key_file: key//' risk.yaml
"$behoud" run risk.yaml --quiet --out shown 2>said || { cat said; exit 1; }
grep -qE '^[0-9a-f]{20},' shown/tables/individual_risk.csv || fail "no pseudonyms without a key"
grep -q "^$one," shown/tables/individual_risk.csv && fail "the pseudonym does not hang on the key"
exit $bad
