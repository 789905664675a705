# Every number of a narrative, by its own kind, must be one that a table gives when it is rounded as narratives are: amounts of money to three
# digits, shares to a tenth of a percent (chances to whole ones), ratios to two decimals, counts to whole people.
# awk -v language=nl|en -f numbers.awk TABLE.csv ... narrative.md
function fields(line,    n, i, c, quoted, cell) { # of CSV with quotes
  n = 0; cell = ""; quoted = 0
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (c == "\"") quoted = !quoted
    else if (c == "," && !quoted) { cells[++n] = cell; cell = "" }
    else cell = cell c
  }
  cells[++n] = cell
  return n
}
function whole(x) { return int(x + 0.5) }
function digits(x,    unit) { if (x < 1000) return whole(x); unit = 10 ^ (int(log(x) / log(10) + 1e-12) - 2); return whole(x / unit) * unit }
function learn(x) {
  if (x < 0) x = -x
  count[sprintf("%d", whole(x))]
  share[sprintf("%.1f", 100 * x)]; chance[sprintf("%d", whole(100 * x))]
  two[sprintf("%.2f", x)]; one[sprintf("%.1f", x)]
  if (x < 999500) money[sprintf("%d", digits(x))]
  else money[sprintf(x < 9.95e6 ? "%.2fM" : "%.1fM", x / 1e6)]
}
BEGIN { learn(budget) } # the job's own
FILENAME ~ /\.csv$/ { if (FNR > 1) { n = fields($0); for (k = 1; k <= n; k++) if (cells[k] ~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/) learn(cells[k] + 0); else if (cells[k] ~ /[0-9]/) names[cells[k]] } ; next }
{
  line = $0
  for (name in names) while ((at = index(line, name)) && length(name) > 1) line = substr(line, 1, at - 1) " " substr(line, at + length(name)) # names of groups, periods, studies
  gsub(/“[^”]*”/, " ", line); gsub(/80%[- ](range|bereik)|95%[- ]?(interval)?/, " ", line)
  if (line ~ /^[*#]/ || line ~ /^\*S/) next # title and day
  gsub(/−/, "-", line)
  if (language == "nl") { gsub(/\./, "", line); gsub(/,/, ".", line); gsub(/\. /, " ", line) } else { while (match(line, /[0-9],[0-9][0-9][0-9]/)) line = substr(line, 1, RSTART) substr(line, RSTART + 2) }
  while (match(line, /(€ ?)?[0-9]+(\.[0-9]+)?( (million|miljoen)|%)?/)) {
    token = substr(line, RSTART, RLENGTH); before = substr(line, 1, RSTART - 1); line = substr(line, RSTART + RLENGTH)
    x = token; gsub(/[€ %]|million|miljoen/, "", x)
    if (token ~ /€/) ok = (x (token ~ /mil/ ? "M" : "")) in money
    else if (token ~ /%/) ok = x in share || x in chance || x == "99" || x == "1"
    else if (x ~ /\.[0-9][0-9]$/) ok = x in two
    else if (x ~ /\./) ok = x in one || x in share
    else ok = x in count || x == 12 || x == 18
    told++
    if (!ok) { print FILENAME ":" FNR ": " token " is in no table: ..." substr(before, length(before) - 50) ; bad = 1 }
  }
}
END { if (told < 60) { print "only " told " numbers found"; bad = 1 } exit bad }
