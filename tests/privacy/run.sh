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
exit $bad
