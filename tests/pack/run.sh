#!/usr/bin/env bash
# The board pack as a whole: the page stands alone, is described for screen readers and says what changed; every chart can be drawn anew from its
# text and takes a company's look; the workbook is a sound archive with native charts; nothing that the tables hide is in any of them.
set -eu
export LC_ALL=C.UTF-8
behoud=$(realpath "$1")
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
cd "$out"
bad=0
fail() { echo "$1"; bad=1; }
"$behoud" synth --employees 2500 --seed 4 --out w --quiet
sed -i 's/^language: .*/language: nl/; s/^output: .*/output: {theme: {colours: ["#102A43", "#B33F00"], font: Liberation Sans}}/' w/quarterly.yaml
# Last quarter's run, then this one in the same folder.
sed 's/^as_of: .*/as_of: 2026-06-30/' w/quarterly.yaml >w/before.yaml
"$behoud" run w/before.yaml --quiet --out pack 2>said || { cat said; exit 1; }
"$behoud" run w/quarterly.yaml --quiet --out pack --log log
page=pack/report.html

# --- the page
grep -qi '<script\|javascript:\| onload=\| onclick=' "$page" && fail "the page holds a script"
grep -oE '(src|href|url)[=(]["'"'"']?[^#"'"'"' )>]{2,}' "$page" | grep -v 'href="#' | grep -q . && fail "the page asks for something"
grep -q "default-src 'none'" "$page" || fail "the page lets itself fetch"
grep -q '<html lang="nl">' "$page" || fail "the page does not say its language"
[ "$(grep -c '<h1' "$page")" = 1 ] || fail "not one h1"
grep -o ' id="[^"]*"' "$page" | sort | uniq -d | grep -q . && fail "an id stands twice: $(grep -o ' id="[^"]*"' "$page" | sort | uniq -d | head -1)"
figures=$(grep -c '<figure' "$page"); described=$(grep -c '<svg role="img" aria-labelledby=' "$page"); titles=$(grep -o '<title id="[a-z_]*-title">[^<]' "$page" | wc -l)
[ "$figures" -ge 18 ] || fail "only $figures charts on the page"
[ "$figures" = "$described" ] && [ "$figures" = "$titles" ] || fail "$figures figures, $described described, $titles titled"
grep -oE 'aria-labelledby="[^"]*"' "$page" | sed 's/.*="//; s/"//' | tr ' ' '\n' | sort -u | while read -r id; do grep -q "id=\"$id\"" "$page" || echo "$id"; done | grep -q . && fail "a label points nowhere"
grep -oE 'href="#[^"]*"' "$page" | sed 's/href="#//; s/"//' | sort -u | while read -r id; do grep -q "id=\"$id\"" "$page" || echo "$id"; done | grep -q . && fail "a link points nowhere"
grep -q '<th scope="col"' "$page" || fail "headers of tables are not marked"
for words in 'Verwachte vertrekkers' 'in een kwartaal' 'in een jaar' 'Wat niet wordt getoond, en waarom' 'Voor het duurzaamheidsverslag'; do grep -q "$words" "$page" || fail "the page lacks: $words"; done
grep -A3 'Verwachte kosten</dt>' "$page" | grep -q 'in een kwartaal' || fail "the cost does not say what it was last quarter"
grep -q -- '--accent:#102A43' "$page" || fail "the page does not wear the company's colour"

# --- the charts
charts=$(ls pack/charts/*.gp | wc -l)
[ "$charts" -ge 18 ] || fail "only $charts charts"
for gp in pack/charts/*.gp; do
  name=${gp%.gp}
  [ -s "$name.svg" ] && [ -s "$name.png" ] || fail "$name is not drawn in both formats"
  grep -q "^colour1\|^# " "$gp" && grep -q "colour1 = '#102A43'" "$gp" || fail "$name does not wear the company's colour"
  grep -q "typeface = 'Liberation Sans'" "$gp" || fail "$name does not wear the company's font"
  grep -qE '`|system\(|"<|set print|load ' <(sed 1d "$gp") && fail "$name holds what gnuplot would run"
done
mkdir again; cp pack/charts/flows.gp pack/charts/costs.gp pack/charts/risk_map.gp again
(cd again && gnuplot -d flows.gp costs.gp risk_map.gp) 2>/dev/null || fail "a chart cannot be drawn from its text"
for name in flows costs risk_map; do cmp -s "again/$name.png" "pack/charts/$name.png" || fail "$name drawn anew is another"; done

# A what-if draws too, and the look may have changed since the run: what is no colour or font is refused before anything is drawn.
for look in 'font: "x'"'"'; system('"'"'touch pwned'"'"') #"' 'colours: ["#00000`touch pwned`"]' 'font: "x}</style><b>"'; do
  sed "s|^output: .*|output: {theme: {$look}}|" w/quarterly.yaml >w/other.yaml
  "$behoud" whatif w/other.yaml --run pack --out what --quiet >said 2>&1 && fail "a what-if takes a look of $look"
  grep -qE 'other.yaml:[0-9]+:[0-9]+: .*(is no colour|is no name of a font)' said || fail "a what-if does not say where its look is wrong: $(head -1 said)"
done
[ ! -e what ] && ! find . -name pwned | grep -q . || fail "a look was run or drawn"

# --- the workbook
if command -v unzip >/dev/null; then
  unzip -tq pack/workbook.xlsx >/dev/null || fail "the workbook is no sound archive"
  [ "$(unzip -l pack/workbook.xlsx | grep -c 'xl/charts/chart')" -ge 5 ] || fail "the workbook has few native charts"
  unzip -p pack/workbook.xlsx 'xl/worksheets/*.xml' | grep -q '<f>' && fail "the workbook holds a formula"
fi

# --- what sustainability reports ask, counted from the export alone
sed 's/^privacy: .*/privacy: {minimum_cell: 1}/' w/quarterly.yaml >w/open.yaml
"$behoud" run w/open.yaml --quiet --out open
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
  { g = $c["gender"]; h = $c["hire_date"]; x = $c["exit_date"]; from = "2025-10-01"; to = "2026-09-30"
    if (h <= to && (x == "" || x > to)) there[g]++
    if (h >= from && h <= to) hires[g]++
    if (x >= from && x <= to) left[g]++ }
  END { for (g in there) { print "S1 ¶50(a),gender," g "," there[g]; print "401-1 a,gender," g "," hires[g]; print "401-1 b,gender," g "," left[g] } }' w/employees.csv | sort >counted
grep ',gender,' open/tables/standards.csv | sed -E 's/^[^,]*,([^,]*),[^,]*,(gender),([^,]*),([^,]*),.*/\1,\2,\3,\4/' | sort >told
diff counted told || fail "standards are not what the export holds"

# --- the log, and silence
[ "$(grep -cE ' s  [0-9]+ rows$' log)" -ge 10 ] || fail "the log tells little"
"$behoud" run w/quarterly.yaml --out loud >said 2>told
[ ! -s told ] || fail "progress is told though stderr is no terminal"
exit $bad
