#!/usr/bin/env bash
# How fast, beside R on the same file and the same two threads, in one run: ratios, for seconds depend on the machine.
#   bash tests/bench/run.sh build/release/behoud ../shared/peer [EMPLOYEES, default 103000]
# Needs the peer's folder (make_workforce.c, logit.R, survival.R) and, for its part, R with data.table and survival.
set -eu
behoud=$(realpath "$1"); peer=$(realpath "$2"); employees=${3:-103000}
build=$(dirname "$behoud")
cmake --build "$build" --target bench_load bench_logistic bench_survival >/dev/null
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cc -O2 "$peer/make_workforce.c" -o "$work/make" -lm
"$work/make" "$employees" 1 "$work" 2>/dev/null
cat >"$work/job.yaml" <<'Y'
as_of: 2025-12-31
data: {employees: {file: employees.csv, id: id, hired: hire_date, left: exit_date, reason: exit_reason, observed_from: 2021-01-01}}
segments: [department]
Y

stage() { awk -v name="$1" '$1 == "STAGE" && $2 ~ "^" name { print $3; exit }'; }
best() { # smallest of three runs of a command that prints one number
  for _ in 1 2 3; do "$@"; done | sort -g | head -n 1
}
line() { awk -v what="$1" -v ours="$2" -v theirs="$3" -v rival="$4" 'BEGIN { printf "%-44s %8.3f s   %-10s %8.2f s   %6.1f times\n", what, ours, rival, theirs, theirs / ours }'; }

cat >"$work/histories.yaml" <<'Y'
as_of: 2025-12-31
data:
  employees: {file: employees.csv, id: id, hired: hire_date, left: exit_date, reason: exit_reason, observed_from: 2021-01-01, attributes: [gender]}
  histories: [{file: personquarter.csv, id: id, from: quarter, attributes: [department, job_family, level, location, salary, performance, engagement]}]
Y
ours_survival() { "$build/tests/bench_survival" "$work/employees.csv" 2 "$1" | awk -v name="$2" '$1 == name { print $2 }'; }
ours_load() { "$build/tests/bench_load" "$work/personquarter.csv" 2 | awk '{ print $2 }'; }
ours_merge() { "$behoud" check "$work/histories.yaml" --quiet --out "$work/check" && sed -n 's/.*"reading": *\([0-9.]*\).*/\1/p' "$work/check/timings.json"; }
ours_fit() { "$build/tests/bench_logistic" "$work/personquarter.csv" 2 | sed 's/.* fit \([0-9.]*\) .*/\1/'; }
fread() { Rscript -e 'suppressMessages(library(data.table)); setDTthreads(2); cat(system.time(fread(commandArgs(TRUE)[1], stringsAsFactors = commandArgs(TRUE)[2] == "factors"))[[3]], "\n")' "$work/personquarter.csv" "$1"; }

echo "$employees employees, $(($(wc -l <"$work/personquarter.csv") - 1)) person-quarters ($(du -m "$work/personquarter.csv" | cut -f1) MB)"
"$build/tests/bench_logistic" "$work/personquarter.csv" 2
if command -v Rscript >/dev/null; then
  line "load into typed columns, against text" "$(best ours_load)" "$(best fread text)" fread
  line "load into typed columns, against factors" "$(best ours_load)" "$(best fread factors)" fread
  for model in cox coxlt; do
    line "Cox fit with concordance, 75 columns: $model" "$(best ours_survival $model $model)" "$(Rscript "$peer/survival.R" $model "$work/employees.csv" | stage coxph)" coxph
  done
  line "Kaplan-Meier by 30 departments" "$(best ours_survival km km)" "$(Rscript "$peer/survival.R" km "$work/employees.csv" | stage km)" survfit
  line "log-rank by 30 departments" "$(best ours_survival km logrank)" "$(Rscript "$peer/survival.R" lr "$work/employees.csv" | stage logrank)" survdiff
  line "Aalen-Johansen, 3 causes, 30 departments" "$(best ours_survival aj aj)" "$(Rscript "$peer/survival.R" aj "$work/employees.csv" | stage aj)" survfit
  line "logistic fit with errors, 77 columns" "$(best ours_fit)" "$(Rscript "$peer/logit.R" glm "$work/personquarter.csv" | stage fit)" glm
else
  echo "load: $(best ours_load) s; fit: $(best ours_fit) s (R is not installed: no rival)"
fi
echo "read, checked and merged as a history: $(best ours_merge) s"
/usr/bin/env time -f 'whole job: %e s, peak %M KB' "$behoud" run "$work/job.yaml" --quiet --out "$work/out" 2>&1 | tail -n 1
cat "$work/out/timings.json"
