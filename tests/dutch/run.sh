#!/usr/bin/env bash
# Whatever table, column or note there is in English is there in Dutch; and a Dutch workbook and page say none of it in English.
set -eu
export LC_ALL=C.UTF-8
behoud=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
bad=0
fail() { echo "$1"; bad=1; }

# --- every column and title in the sources
awk '{ while (match($0, /\{"[a-z_0-9]+", CELL_[A-Z]+, "([^"\\]|\\.)*"\}/)) { print substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH) } }' "$root"/engine/app/tables*.c "$root"/engine/app/cost_assumptions.c >"$out/columns"
[ "$(wc -l <"$out/columns")" -gt 500 ] || fail "the columns of tables are not found"
grep -oE 'report_table\([^"]*"[a-z_]+", [^"]*"([^"\\]|\\.)*"' "$root"/engine/app/*.c | sed -E 's/.*report_table\([^"]*"([a-z_]+)", [^"]*(".*")$/\1 \2/' >"$out/tables"
[ "$(wc -l <"$out/tables")" -gt 55 ] || fail "the tables are not found"
sed -E 's/\{"([a-z_0-9]+)".*/\1/' "$out/columns" | sort -u | while read -r name; do grep -qF "    {\"$name\", \"" "$root/engine/report/dutch_headings.c" || echo "no Dutch heading for the column $name"; done >"$out/said"
sed -E 's/.*CELL_[A-Z]+, (".*")\}/\1/' "$out/columns" | sort -u | while IFS= read -r note; do grep -qF "    {$note, \"" "$root/engine/report/dutch_notes.c" || echo "no Dutch for the note $note"; done >>"$out/said"
while read -r name title; do
  grep -qF "    {\"$name\", \"" "$root/engine/report/dutch_headings.c" || echo "no Dutch sheet for the table $name"
  grep -qF "    {$title, \"" "$root/engine/report/dutch_notes.c" || echo "no Dutch for the title $title"
done <"$out/tables" >>"$out/said"
[ ! -s "$out/said" ] || fail "$(cat "$out/said")"

# --- a workbook and a page
cd "$out"
"$behoud" synth --employees 1500 --seed 9 --out w --quiet
sed -i 's/^language: .*/language: nl/' w/quarterly.yaml
"$behoud" run w/quarterly.yaml --quiet --out pack
if command -v unzip >/dev/null; then
  unzip -p pack/workbook.xlsx 'xl/comments*.xml' | grep -o '<t[^>]*>[^<]*' | sed 's/<t[^>]*>//' | sort -u >notes
  unzip -p pack/workbook.xlsx xl/workbook.xml | grep -o 'sheet name="[^"]*"' | sed 's/.*"\(.*\)"/\1/' | sort >sheets
  unzip -p pack/workbook.xlsx xl/sharedStrings.xml | grep -o '<t[^>]*>[^<]*' | sed 's/<t[^>]*>//' | sort -u >strings
  [ "$(wc -l <notes)" -gt 150 ] || fail "the workbook has few notes"
  grep -E '^(The|Of|People|How|What|Which|1 = not shown)' notes | head -3 | while read -r n; do echo "an English note: $n"; done >said; [ ! -s said ] || fail "$(cat said)"
  ls pack/tables | sed 's/\.csv//' | sort | comm -12 - sheets | grep -vE '^(vlootschouw|logrank)$' >said || true; [ ! -s said ] || fail "sheets by their English names: $(tr '\n' ' ' <said)"
  grep -xE 'headcount|leavers_expected|suppressed|std_error|rows read|rows used|listed in rejects|converged|reference|month 1|over 20 years|year 2|voluntary exits of|all' strings >said || true; [ ! -s said ] || fail "English words: $(tr '\n' ' ' <said)"
fi
for words in 'rows read' 'listed in rejects' 'delimiter ' 'over 20 years' 'field experiment:' 'Cox model'; do grep -q "$words" pack/report.html pack/narrative.md pack/model_card.md && fail "the page or the card says: $words"; done
exit $bad
