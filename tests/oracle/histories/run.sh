#!/usr/bin/env bash
# Runs every case here and compares each row of R's answers (r_*.csv, see answers.R) with the same row of the tables, to
# 1e-8 relative; rejected rows must be the same ones, for the same reasons. Prints each disagreement.
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0

CSV='function cells(line, to,   n, c, i, quoted, text) {
  n = 0; text = ""; quoted = 0; sub(/\r$/, "", line)
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (c == "\"") quoted = !quoted
    else if (c == "," && !quoted) { to[++n] = text; text = "" }
    else text = text c
  }
  to[++n] = text; return n }'

# compare CASE ANSWERS TABLE KEYS COLUMNS [ONLY=VALUE [BOTH]]: rows of the table where column ONLY is VALUE; BOTH = "both": the
# table has no such row that the answers lack.
compare() {
  local r="$1/r_$2.csv" table="$out/$1/tables/$3.csv"
  [ -f "$r" ] || return 0
  [ -f "$table" ] || { echo "$1: no table $3"; bad=1; return 0; }
  awk -v keys="$4" -v columns="$5" -v only="${6:-}" -v both="${7:-}" -v name="$1 $3" "$CSV"'
    function key(x, at,   k, text) { text = ""; for (k = 1; k <= nk; k++) text = text (k > 1 ? "," : "") x[at[ks[k]]]; return text }
    function differs(a, b,   d, m) {
      if (a == b) return 0
      if (a == "" || b == "") return 1
      d = a - b; if (d < 0) d = -d
      m = b + 0; if (m < 0) m = -m
      return d > 1e-8 * m }
    function say(text) { print name ": " text; bad = 1 }
    BEGIN { nk = split(keys, ks, ","); nc = split(columns, cs, ","); no = split(only, os, "[=>]"); more = index(only, ">") }
    FNR == 1 { file++; split("", at); n = cells($0, x); for (i = 1; i <= n; i++) at[x[i]] = i; next }
    file == 1 {
      cells($0, x)
      if (no && !(more ? x[at[os[1]]] + 0 > os[2] + 0 : x[at[os[1]]] == os[2])) next
      k = key(x, at); rows[k]++
      for (c = 1; c <= nc; c++) value[k, c] = x[at[cs[c]]]
      next }
    { cells($0, x); k = key(x, at); n_answers++; answered[k] = 1
      if (!(k in rows)) { say(k " is missing"); next }
      if (rows[k] > 1) say(k " stands there " rows[k] " times")
      for (c = 1; c <= nc; c++) if (differs(value[k, c], x[at[cs[c]]])) say(k " " cs[c] " is \"" value[k, c] "\", R has \"" x[at[cs[c]]] "\"") }
    END {
      if (both) for (k in rows) if (!(k in answered)) say(k " is not among the answers")
      if (!n_answers) say("no answers")
      exit bad }' "$table" "$r" || bad=1
}

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
  rejects "$case"
done
exit $bad
