#!/usr/bin/env bash
# The money wing as a whole: a job that uses every key of it, in both languages; what-ifs that give the run's own bytes, and refuse what is
# stale; and a narrative whose every number stands in the tables.
set -eu
behoud=$(realpath "$1"); accept=${2:-}; here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
bad=0
fail() { echo "$*"; bad=1; }
"$behoud" synth --employees 1200 --seed 3 --out w >/dev/null
cp "$here/job.yaml" w/nl.yaml
sed 's/^language: nl/language: en/' w/nl.yaml >w/en.yaml
# refused COMMAND...: exits 1, says the text in $text, writes nothing
refused() { local code=0; "$@" >/dev/null 2>messages || code=$?; { [ $code = 1 ] && grep -q -- "$text" messages; } || { cat messages; fail "not refused with \"$text\": $*"; }; }

for job in nl en; do
  "$behoud" run w/$job.yaml --quiet
  if [ "$accept" = --accept ]; then cp w/$job-out/narrative.md "$here/$job.md"; fi
  diff "$here/$job.md" w/$job-out/narrative.md || fail "the narrative differs: $job"
  awk -v language=$job -v budget=150000 -f "$here/numbers.awk" w/$job-out/tables/*.csv w/$job-out/narrative.md || fail "numbers of the narrative that no table has: $job"
done

# A what-if of the same scenarios gives the run's bytes, set and all; on any number of threads.
for n in 1 3; do
  "$behoud" whatif w/nl.yaml --threads $n --quiet --out w/again-$n
  for table in w/again-$n/tables/*.csv; do cmp "$table" "w/nl-out/tables/$(basename "$table")" || fail "the what-if differs from the run"; done
done
[ "$(stat -c %a w/nl-out/fit/people.bin w/nl-out/fit/fit.json | sort -u)" = 600 ] || fail "others may read the fit"

# Scenarios, costs and a budget of another file take the job's place.
cat >w/other.yaml <<'Y'
scenarios: [{name: Only this, hazard_ratio: 0.8, who: {department: [Care, Retail]}, cost: {per_head: 10}}]
costs: [{salary: salary, recruiting: 5000}]
Y
"$behoud" whatif w/nl.yaml --scenarios w/other.yaml --quiet --out w/other
[ ! -e w/other/tables/portfolio.csv ] || fail "the job's budget outlives its scenarios"
echo "budget: {amount: 10000, exclusive: [Only this, Thuiswerken]}" >>w/other.yaml
text='no scenario "Thuiswerken"'; refused "$behoud" whatif w/nl.yaml --scenarios w/other.yaml --out w/none
sed -i 's/, exclusive.*/}/' w/other.yaml
"$behoud" whatif w/nl.yaml --scenarios w/other.yaml --quiet --out w/other
grep -q '^Only this,' w/other/tables/portfolio.csv || fail "no portfolio"
grep -q '^Only this,own,' w/other/tables/scenarios.csv || fail "the other file's scenario is not there"
[ "$(wc -l <w/other/tables/scenarios.csv)" = 2 ] || fail "the job's own scenarios are still there"
text='unknown key "data"'; echo "data: {}" >w/wrong.yaml; refused "$behoud" whatif w/nl.yaml --scenarios w/wrong.yaml --out w/none

# What is stale is refused, with the reason; what changes nothing is not.
text='there is no stored run'; cp w/nl.yaml w/never.yaml; refused "$behoud" whatif w/never.yaml
sed -i 's/^title: .*/title: Iets anders/; s/draws: 500/draws: 200/' w/nl.yaml
touch w/employees.csv
"$behoud" whatif w/nl.yaml --quiet || fail "a new title, fewer draws and a touched file need no new run"
cp w/employees.csv kept.csv
sed -i '2s/,/, /2' w/employees.csv; text='employees.csv has changed since the last run'; refused "$behoud" whatif w/nl.yaml
cp kept.csv w/employees.csv
sed -i '0,/,[1-5],/s//,5,/' w/employees.csv; cmp -s kept.csv w/employees.csv || { text='employees.csv has changed'; refused "$behoud" whatif w/nl.yaml; }
cp kept.csv w/employees.csv
for change in 's/^segments: .*/segments: [level]/' 's/months: 18/months: 12/' 's/tenure, performance\]/tenure]/' 's/as_of: 2026-09-30/as_of: 2026-08-31/'; do
  cp w/nl.yaml kept.yaml; sed -i "$change" w/nl.yaml; text='the job has changed since the last run'; refused "$behoud" whatif w/nl.yaml; cp kept.yaml w/nl.yaml
done
# A fit that is not whole is refused, not read.
cp -r w/nl-out/fit kept-fit
for bytes in 0 100 5000 60000; do head -c $bytes kept-fit/people.bin >w/nl-out/fit/people.bin; text='is not what the last run wrote'; refused "$behoud" whatif w/nl.yaml; done
cp kept-fit/people.bin w/nl-out/fit/
head -c 200 kept-fit/fit.json >w/nl-out/fit/fit.json; text='there is no stored run'; refused "$behoud" whatif w/nl.yaml
cp kept-fit/fit.json w/nl-out/fit/
sed '$a privacy: {minimum_cell: 1}' w/en.yaml >w/open.yaml
"$behoud" run w/open.yaml --quiet
# Conservation: causes add up to all leavers, months to the horizon, components that count to the cost.
awk -F, 'FNR == 1 { file++; next }
  file == 1 && $1 == "all" && $3 == "all" { all = $4 } file == 1 && $1 == "all" && $3 != "all" { causes += $4 }
  file == 2 && $1 == "all" && $4 == "all" { months += $5 }
  file == 3 && $1 == "all" && $4 != "own" { parts += $7 } file == 4 && $1 == "all" { cost = $13; leavers = $4 }
  function far(a, b) { return (a - b) ^ 2 > (1e-6 * b) ^ 2 }
  END { if (far(causes, all) || far(months, all) || far(parts, cost) || far(leavers, all)) { print causes, months, all, parts, cost; exit 1 } }' \
  w/open-out/tables/forecast_causes.csv w/open-out/tables/forecast_months.csv w/open-out/tables/costs.csv w/open-out/tables/forecast.csv || fail "sums do not add up"
exit $bad
