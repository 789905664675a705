#!/usr/bin/env bash
# Runs every case here and compares each row of R's answers (r_*.csv, see answers.R) with the same row of the tables, to
# 1e-8 relative; rejected rows must be the same ones, for the same reasons. Prints each disagreement.
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0

. ../compare.sh

# The rows rejected, whatever the order.
rejects() {
  awk "$CSV"' FNR == 1 { split("", at); n = cells($0, x); for (i = 1; i <= n; i++) at[x[i]] = i; next }
    { cells($0, x); print x[at["file"]] " line " x[at["line"]] ": " x[at["reason"]] }' "$out/$1/tables/rejects.csv" | sort >"$out/$1/rejected"
  if [ -f "$1/r_rejects.csv" ]; then
    awk "$CSV"' FNR > 1 { cells($0, x); print x[1] " line " x[2] ": " x[3] }' "$1/r_rejects.csv" | sort >"$out/$1/expected"
  else
    : >"$out/$1/expected"
  fi
  diff "$out/$1/expected" "$out/$1/rejected" >"$out/$1/diff" || { sed -n -e "s/^</$1 rejects: only R has/p" -e "s/^>/$1 rejects: R lacks/p" "$out/$1/diff"; bad=1; }
}

for job in */job.yaml; do
  case=$(dirname "$job")
  (cd "$case" && "$behoud" run job.yaml --quiet --out "$out/$case") 2>"$out/said" || { echo "$case: behoud ended with $?"; cat "$out/said"; bad=1; continue; }
  compare "$case" survival survival curve,stratum,time_days n_risk,n_event,survival,std_error,lower,upper 'n_event>0' both
  compare "$case" survival_at survival_at curve,stratum,at survival,lower,upper
  compare "$case" logrank logrank curve chisq,df
  compare "$case" flows flows period,segment,level headcount_start,hires,transfers_in,transfers_out,exits,headcount_end
  compare "$case" flows turnover period,segment,level person_days cause=all
  compare "$case" logistic logistic_coefficients model,term,level estimate,std_error
  compare "$case" logistic logistic_fit model n,deviance,deviance_null
  compare "$case" cox cox_coefficients model,term,level estimate,std_error,robust_se
  compare "$case" cox cox_fit model n,n_event,loglik_null,loglik,score
  rejects "$case"
done
exit $bad
