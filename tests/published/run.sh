#!/usr/bin/env bash
# Real data with published results: job_retention (McNulty, Handbook of Regression Modeling in People Analytics, ch. 9)
# goodwin, teachers and rearrest (Singer & Willett, Applied Longitudinal Data Analysis). Read from the folder of public data beside the checkout; skipped, saying so, where it is absent.
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
  cox: [{name: c, terms: [gender, field, {factor: level, reference: High}, sentiment]}]
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

expect r/tables/cox_fit.csv c n 3770
expect r/tables/cox_fit.csv c n_event 1354
expect r/tables/cox_fit.csv c loglik -10724.52
expect r/tables/cox_fit.csv c lr 89.18
expect r/tables/cox_fit.csv c wald 94.95
expect r/tables/cox_fit.csv c score 95.31
expect r/tables/cox_fit.csv c df 9
expect r/tables/cox_fit.csv c concordance 0.578
expect r/tables/cox_fit.csv c concordance_se 0.008
while read -r key estimate error; do
  expect r/tables/cox_coefficients.csv "c,$key" estimate "$estimate"
  expect r/tables/cox_coefficients.csv "c,$key" std_error "$error"
done <<'T'
gender,M -0.04548 0.05886
field,Finance 0.22334 0.06681
field,Health 0.27830 0.12890
field,Law 0.10532 0.14515
field,Public/Government 0.11499 0.08899
field,Sales/Marketing 0.08776 0.10211
level,Low 0.14813 0.09000
level,Medium 0.17666 0.10203
sentiment, -0.11756 0.01397
T
while read -r term chisq p; do
  expect r/tables/cox_proportionality.csv "c,$term" chisq "$chisq"
  expect r/tables/cox_proportionality.csv "c,$term" p_value "$p"
done <<'T'
gender 0.726 0.39
field 6.656 0.25
level 2.135 0.34
sentiment 1.828 0.18
GLOBAL 11.156 0.27
T

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
models:
  curves: [{by: [], confidence: log, at: [30, 90, 365]}, {by: [facility], at: [90]}]
  cox: [{name: c, terms: [{factor: facility, reference: "A: Denver"}]}]
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
expect g/tables/cox_coefficients.csv "c,facility,B: Tampa" ratio 1.616
expect g/tables/cox_coefficients.csv "c,facility,C: Charlotte" ratio 2.380
# incidence of a year: the last row of the cause up to day 365
for cause in Voluntary:0.5519 Involuntary:0.2719; do
  awk -F, -v cause="${cause%:*}" 'NR == 1 || ($1 == "all" && $2 == "all" && $3 == cause && $4 <= 365)' g/tables/incidence.csv | sed -n '1p;$p' >year.csv
  expect year.csv "all,all,${cause%:*}" incidence "${cause#*:}"
done

cp "$data"/alda/*.csv .
cat >teachers.yaml <<'Y'
period: year
data: {employees: {file: teachers.csv, tenure: years, tenure_unit: years, exited: {column: censor, is: "0"}, attributes: []}}
models: {curves: [{by: [], at: [2191, 2557, 4383]}]}
output: {charts: []}
Y
"$behoud" run teachers.yaml --quiet --out t
expect t/tables/survival.csv all,all,2192 survival 0.519
expect t/tables/survival.csv all,all,2557 survival 0.488
expect t/tables/survival.csv all,all,4383 survival 0.412
expect t/tables/survival.csv all,all,4383 std_error 0.00870

cat >rearrest.yaml <<'Y'
data:
  employees:
    file: rearrest.csv
    tenure: days
    exited: {column: censor, is: "0"}
    attributes: [{name: person_crime, as: number}, {name: property_crime, as: number}, age]
models: {cox: [{name: c, terms: [person_crime, property_crime, {number: age}]}]}
output: {charts: []}
Y
"$behoud" run rearrest.yaml --quiet --out s 2>said || { cat said; bad=1; }
expect s/tables/cox_coefficients.csv c,person_crime, estimate 0.5691
expect s/tables/cox_coefficients.csv c,person_crime, std_error 0.2052
expect s/tables/cox_coefficients.csv c,property_crime, estimate 0.9358
expect s/tables/cox_coefficients.csv c,property_crime, std_error 0.3509
expect s/tables/cox_coefficients.csv c,age, estimate -0.0667
expect s/tables/cox_coefficients.csv c,age, std_error 0.0168
expect s/tables/cox_fit.csv c loglik -475.22
# The handbook's errors are those of R's glm before its last step (epsilon 1e-8); iterated to the end they differ in the fourth digit.
# Plain outcomes: promotion of salespeople (the same handbook, ch. 5) and turnover (Caughlin, R for HR).
cat >salespeople.yaml <<'Y'
data: {employees: {file: salespeople.csv, outcome: {column: promoted, is: "1"}, attributes: [{name: sales, as: number}, customer_rate]}}
models: {logistic: [{name: m, design: rows, terms: [{number: sales}, customer_rate], missing: drop, folds: 0}]}
output: {charts: []}
Y
cp "$data/people-analytics-book/salespeople.csv" "$data/r-for-hr/Turnover.csv" .
"$behoud" run salespeople.yaml --quiet --out sales
expect sales/tables/logistic_coefficients.csv 'm,(Intercept)' estimate -19.517689
expect sales/tables/logistic_coefficients.csv 'm,(Intercept)' std_error 3.347
expect sales/tables/logistic_coefficients.csv m,sales estimate 0.040389
expect sales/tables/logistic_coefficients.csv m,sales std_error 0.0065
expect sales/tables/logistic_coefficients.csv m,customer_rate estimate -1.122064
expect sales/tables/logistic_coefficients.csv m,customer_rate std_error 0.4670
fit() { expect "$1/tables/logistic_fit.csv" "$2" "$3" "$4"; }
fit sales m n 350
fit sales m deviance_null 440.303
fit sales m deviance 65.131
fit sales m df_residual 347
fit sales m aic 71.131
fit sales m mcfadden 0.8520759
fit sales m cox_snell 0.6576490
fit sales m nagelkerke 0.9187858
fit sales m tjur 0.8784834
fit sales m hosmer_lemeshow 3.4458
fit sales m hosmer_lemeshow_df 8
fit sales m hosmer_lemeshow_p 0.9034

cat >turnover.yaml <<'Y'
data: {employees: {file: Turnover.csv, outcome: {column: Turnover, is: "1"}, attributes: [JS, NAff, TI]}}
models:
  logistic:
    - {name: js, design: rows, terms: [JS], missing: drop}
    - {name: three, design: rows, terms: [JS, NAff, TI], missing: drop}
output: {charts: []}
Y
"$behoud" run turnover.yaml --quiet --out t
fit t js n 98
fit t js deviance_null 131.746
fit t js deviance 126.341
fit t three n 95
fit t three deviance_null 127.017
fit t three deviance 105.229
fit t three nagelkerke 0.2779516
expect t/tables/logistic_coefficients.csv 'js,(Intercept)' estimate 1.8554
expect t/tables/logistic_coefficients.csv js,JS estimate -0.4378
expect t/tables/logistic_coefficients.csv js,JS std_error 0.1958
expect t/tables/logistic_coefficients.csv 'three,(Intercept)' estimate -3.9286
expect t/tables/logistic_coefficients.csv three,NAff estimate 1.1952
expect t/tables/logistic_coefficients.csv three,TI std_error 0.3166

exit $bad
