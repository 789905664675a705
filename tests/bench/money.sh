#!/usr/bin/env bash
# Forecast, costs and scenarios of a million people: a run's share of it, and a what-if on the stored run; beside R's vectorised Monte Carlo
# of one scenario (parameters drawn, everybody's probability by a sparse design, everybody's chance), as an expert R user writes it.
#   bash tests/bench/money.sh build/release/behoud [EMPLOYEES, default 1271000: a million of them there]
set -eu
behoud=$(realpath "$1"); employees=${2:-1271000}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
"$behoud" synth --employees "$employees" --years 2 --seed 5 --out w --quiet
{
  cat <<'Y'
as_of: 2026-09-30
data: {employees: {file: employees.csv, id: employee_id, hired: hire_date, left: exit_date, reason: exit_reason, observed_from: observed_from, attributes: [department, job_family, level, location, salary, performance, engagement, absence_days, remote_days]}}
exit_reasons: {voluntary: [resignation], involuntary: [dismissal, end of contract], retirement: [pension]}
segments: [department, level, [department, level]]
models:
  curves: []
  cox: []
  logistic:
    - {name: quits, cause: voluntary, terms: [tenure, department, job_family, level, location, engagement, performance, absence_days, remote_days], folds: 0, term_tests: false}
    - {name: dismissals, cause: involuntary, terms: [tenure, department, level, performance], folds: 0, term_tests: false}
    - {name: pensions, cause: retirement, terms: [tenure], folds: 0, term_tests: false}
costs: [{for: {job_family: [Engineer]}, recruiting: {low: 9000, mode: 14000, high: 22000}}, {salary: salary, transition_payment: [involuntary]}]
forecast: {months: 12, draws: 2000}
output: {charts: [], workbook: false, page: false}
budget: {amount: 50000000}
scenarios:
Y
  set -- Engineering Finance IT Care Production Retail Logistics Hospitality "Human Resources"
  for k in 1 2 3 4 5 6 7 8 9; do
    echo "  - {name: S$k, hazard_ratio: {low: 0.7, mode: 0.85, high: 1.0}, who: {department: [$1, Public Affairs]}, cost: {per_head: $((50 * k)), fixed: 10000}}"
    shift
  done
  echo "  - {name: New people, lever: onboarding, who: {department: [Retail, Hospitality]}, cost: {per_head: 300}}"
} >w/job.yaml
"$behoud" run w/job.yaml --quiet
people=$(awk -F, '$1 == "all" { print $3 }' w/job-out/tables/forecast.csv)
stage=$(sed -n 's/.*"forecast": *\([0-9.]*\).*/\1/p' w/job-out/timings.json)
echo "$people people x 12 months x 2,000 draws x 10 scenarios, and a budget of 10: $stage s of the run"
for _ in 1 2 3; do /usr/bin/env time -f 'what-if: %e s, peak %M KB' "$behoud" whatif w/job.yaml --quiet; done
"$behoud" whatif w/job.yaml --quiet --threads 1 --out one
for table in one/tables/*.csv; do cmp "$table" "w/job-out/tables/$(basename "$table")"; done
command -v Rscript >/dev/null || exit 0
Rscript - "$people" <<'R'
suppressMessages(library(Matrix))
n <- as.integer(commandArgs(TRUE)[1]); draws <- 20; set.seed(1)
f <- function(k) factor(sample(k, n, TRUE), seq_len(k))
d <- data.frame(a = f(10), b = f(12), c = f(4), e = f(6), g = f(7), x = rnorm(n), y = rnorm(n), z = rnorm(n), cost = runif(n, 1e4, 3e4))
X <- sparse.model.matrix(~ a + b + c + e + g + x + y + z, d); scope <- d$c == "1"
B <- matrix(rnorm(ncol(X) * draws, 0, .02), ncol(X)); B[1, ] <- B[1, ] - 3.4
t <- system.time(for (k in seq_len(draws)) { q <- plogis(as.numeric(X %*% B[, k])); u <- runif(n); base <- u < 1 - (1 - q)^4; q[scope] <- q[scope] * .85; hit <- u < 1 - (1 - q)^4; sum(base * d$cost) - sum(hit * d$cost) })[[3]]
cat(sprintf("R, one scenario: %.3f s a draw, so %.0f s for 2,000 draws of 10 (of them the base once: %.0f s)\n", t / draws, t / draws * 20000, t / draws * 11000))
R
