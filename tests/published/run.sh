#!/usr/bin/env bash
# Real data with published results: job_retention (McNulty, Handbook of Regression Modeling in People Analytics, ch. 9)
# and goodwin. Read from the folder of public data beside the checkout; skipped, saying so, where it is absent.
set -eu
behoud=$(realpath "$1")
data=$(cd "$(dirname "$0")/../.." && pwd)/../shared/data
[ -d "$data" ] || { echo "skipped: no public data at $data"; exit 77; }
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
cp "$data/goodwin/survival_analysis_pa_tutorial.csv" .
awk -F, 'NR == 1 { print $0 ",\"high\"" } NR > 1 { print $0 "," ($4 >= 7 ? "yes" : "no") }' "$data/people-analytics-book/job_retention.csv" >job_retention.csv

# expect FILE 'key,key,...' COLUMN VALUE: the row beginning with these cells has VALUE in COLUMN, to VALUE's own decimals.
expect() {
  got=$(awk -F, -v key="$2," -v column="$3" -v want="$4" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) c = i }
    index($0, key) == 1 { d = index(want, ".") ? length(want) - index(want, ".") : 0; printf "%.*f", d, $c; exit }' "$1")
  [ "$got" = "$4" ] || { echo "$1: $2 $3 is \"$got\", published $4"; bad=1; }
}
bad=0

cat >retention.yaml <<'Y'
period: month
data:
  employees:
    file: job_retention.csv
    tenure: month
    tenure_unit: months
    exited: {column: left, is: "1"}
    attributes: [gender, field, level, sentiment, high]
models:
  curves: [{by: [gender], at: [365]}, {by: [high], at: [365]}]
  logistic: [{name: m, terms: [gender, field, {factor: level, reference: High}, sentiment, {bands: tenure_months, at: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}]}]
output: {charts: []}
Y
"$behoud" run retention.yaml --quiet --out r
expect r/tables/survival_at.csv gender,F survival 0.603
expect r/tables/survival_at.csv gender,F std_error 0.01501
expect r/tables/survival_at.csv gender,M survival 0.623
expect r/tables/survival_at.csv gender,M std_error 0.00983
expect r/tables/survival_at.csv gender,M n 2603
expect r/tables/logrank.csv gender chisq 0.9
expect r/tables/survival_at.csv high,yes survival 0.634
expect r/tables/survival_at.csv high,yes std_error 0.00882
expect r/tables/survival_at.csv high,no survival 0.517
expect r/tables/survival_at.csv high,no std_error 0.02218
expect r/tables/logrank.csv high chisq 32.6
expect r/tables/logistic_fit.csv m n 35745
expect r/tables/logistic_fit.csv m n_event 1354
expect r/tables/logistic_fit.csv m deviance 11107.60174
expect r/tables/logistic_coefficients.csv 'm,gender,M' estimate -0.04547824881
expect r/tables/logistic_coefficients.csv 'm,field,Finance' estimate 0.2303248346
expect r/tables/logistic_coefficients.csv 'm,level,Medium' std_error 0.1043333097
expect r/tables/logistic_coefficients.csv 'm,sentiment,' estimate -0.1216752371
expect r/tables/logistic_coefficients.csv 'm,sentiment,' std_error 0.01445910487

cat >goodwin.yaml <<'Y'
as_of: 2024-05-31
period: month
data:
  employees:
    file: survival_analysis_pa_tutorial.csv
    id: emp_id
    hired: hire_date
    left: termination_date
    observed_to: max_date_recorded
    reason: termination_type
models: {curves: [{by: [], confidence: log, at: [30, 90, 365]}, {by: [facility], at: [90]}]}
output: {charts: []}
Y
"$behoud" run goodwin.yaml --quiet --out g
expect g/tables/survival_at.csv all,all median_days 111
expect g/tables/survival_at.csv all,all median_lower 93
expect g/tables/survival_at.csv all,all median_upper 180
expect g/tables/survival_at.csv all,all survival 0.78
expect g/tables/survival.csv all,all,90 survival 0.58
expect g/tables/survival.csv all,all,365 survival 0.176
expect g/tables/survival_at.csv all,all n_event 108
expect g/tables/logrank.csv facility chisq 13.1804876
expect g/tables/flows.csv 2024-05,all, headcount_end 16
exit $bad
