#!/usr/bin/env bash
# Runs both cases here and compares their tables with R's answers (answers.R wrote them): the same rows, and the same numbers.
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0
. ../compare.sh

for job in */job.yaml; do
  case=$(dirname "$job")
  (cd "$case" && "$behoud" run job.yaml --quiet --out "$out/$case") 2>"$out/said" || { echo "$case: behoud ended with $?"; cat "$out/said"; bad=1; continue; }
  # Text is compared as a part of the key: other columns are compared as numbers.
  compare "$case" standards standards framework,clause,metric,breakdown,level,denominator_is,from,until count,denominator,rate,suppressed '' both
  compare "$case" mobility mobility segment,from_level,to_level people,share,suppressed '' both
  compare "$case" exit_reasons exit_reasons cause,reason exits,share,cumulative,suppressed '' both
  diff <(cut -d, -f1,2 "$case/r_exit_reasons.csv") <(cut -d, -f1,2 "$out/$case/tables/exit_reasons.csv") >"$out/said" || { echo "$case exit_reasons: not in R's order"; cat "$out/said"; bad=1; } # the most frequent first
  compare "$case" span_of_control span_of_control reports managers,people,share,suppressed '' both
  compare "$case" coverage coverage kind,period,segment,level headcount,within_3_months,share_3_months,within_12_months,share_12_months,suppressed '' both
  compare "$case" turnover turnover period,segment,level,cause exits,person_days,headcount_average,rate,rate_annualised,rate_mid,rate_end,rate_start,rate_monthly,rate_12_months,suppressed '' both
  compare "$case" at_risk at_risk curve,stratum,at n_risk,n_event,n_censored,suppressed '' both
done
exit $bad
