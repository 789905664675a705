# Compares tables with answers: each row of the answers (CASE/r_NAME.csv) with the same row of the table, to 1e-8 relative (or 1e-11).
# For scripts that set out (where the runs are) and bad=0 (becomes 1).
CSV='function cells(line, to,   n, c, i, quoted, text) {
  n = 0; text = ""; quoted = 0; sub(/\r$/, "", line)
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (c == "\"") quoted = !quoted
    else if (c == "," && !quoted) { to[++n] = text; text = "" }
    else text = text c
  }
  to[++n] = text; return n }'

# Columns that the answers do not have are not compared.
# compare CASE ANSWERS TABLE KEYS COLUMNS [ONLY=VALUE [BOTH]]: rows of the table where column ONLY is VALUE; BOTH = "both": the
# table has no such row that the answers lack.
compare() {
  local r="$1/r_$2.csv" table="$out/$1/tables/$3.csv"
  [ -f "$r" ] || return 0
  [ -f "$table" ] || { echo "$1: no table $3"; bad=1; return 0; }
  awk -v keys="$4" -v columns="$5" -v only="${6:-}" -v both="${7:-}" -v name="$1 $3" "$CSV"'
    function key(x, at,   k, text, part) {
      text = ""
      for (k = 1; k <= nk; k++) {
        part = x[at[ks[k]]]
        if (part ~ NUMBER) part = sprintf("%.10g", part)
        text = text (k > 1 ? "," : "") part
      }
      return text }
    function differs(a, b,   d, m) {
      if (a == b) return 0
      if (a == "" || b == "" || a !~ NUMBER || b !~ NUMBER) return 1
      d = a - b; if (d < 0) d = -d
      m = b + 0; if (m < 0) m = -m
      return d > 1e-8 * m && d > 1e-11 }
    function say(text) { print name ": " text; bad = 1 }
    BEGIN { NUMBER = "^-?[0-9.]+([eE][-+]?[0-9]+)?$"; nk = split(keys, ks, ","); nc = split(columns, cs, ","); no = split(only, os, "[=>]"); more = index(only, ">") }
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
      for (c = 1; c <= nc; c++) if (cs[c] in at && differs(value[k, c], x[at[cs[c]]])) say(k " " cs[c] " is \"" value[k, c] "\", R has \"" x[at[cs[c]]] "\"") }
    END {
      if (both) for (k in rows) if (!(k in answered)) say(k " is not among the answers")
      if (!n_answers) say("no answers")
      exit bad }' "$table" "$r" || bad=1
}
