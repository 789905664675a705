#!/usr/bin/env bash
# From exports to a first report, as an analyst would: init, run and anonymise on what Dutch HR systems write. No name, number
# or address of a person may reach anything that is written.
set -eu
export LC_ALL=C
behoud=$(realpath "$1")
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
bad=0
fail() { echo "$*"; bad=1; }
has() { grep -qF -- "$2" "$1" || fail "$1: no «$2»"; }          # FILE TEXT
lacks() { ! grep -rqF -- "$2" "$1" || fail "$1: holds «$2»"; }   # FILE-OR-FOLDER TEXT
value() { awk -F, -v key="$2," 'index($0, key) == 1 { print $3; exit }' "$1"; } # CSV KEY: its third column

# 240 people: three in ten have left; Dutch headers, Windows-1252, decimal commas, names and numbers of persons.
awk 'BEGIN {
  print "Verloopoverzicht 2026;;;;;;;;;;\r\n\r"
  print "Personeelsnummer;Naam;Geboortedatum;E-mail;BSN;Datum in dienst;Datum uit dienst;Reden uit dienst;Afdeling;Maandsalaris;Teamleider\r"
  split("Jan de Vries|Piet Jansen|An van Dam|Ilse Bos|Omar Idrissi|Kim Li|Eva Smit|Tom Kok", first, "|"); split("Zorg|Café & Co|ICT", team, "|"); split("Ontslag op eigen verzoek|Niet vrijwillig|Pensioen", why, "|")
  bsn[0] = "111222333"; bsn[1] = "123456782"
  for (i = 1; i <= 240; i++) {
    left = i % 10 < 3
    t = team[i % 3 + 1]; gsub("é", "\351", t)
    printf "%05d;%s %s;%02d-%02d-19%02d;p%d@voorbeeld.nl;%s;%02d-%02d-%d;%s;%s;%s;%d.%03d,50;%s\r\n", i, first[i % 8 + 1], (i % 7 == 0 ? "B" : "A"), i % 28 + 1, i % 12 + 1, 60 + i % 39, i, bsn[i % 2],
      i % 28 + 1, i % 12 + 1, 2012 + i % 9, left ? sprintf("%02d-%02d-%d", (i * 7) % 28 + 1, (i * 5) % 12 + 1, 2021 + i % 5) : "", left ? why[i % 3 + 1] : "", t, 2 + i % 3, i % 1000, first[i % 3 + 1]
  }
}' >medewerkers.csv
awk 'BEGIN { print "personeelsnummer;ingangsdatum;einddatum;functie;salaris"
  for (i = 1; i <= 240; i++) { f = 2012 + i % 9; printf "%05d;%02d-%02d-%d;31-12-%d;Medewerker;30.000,00\n%05d;01-01-%d;;Senior;36.000,00\n", i, i % 28 + 1, i % 12 + 1, f, f, i, f + 1 } }' >contracten.csv
awk 'BEGIN { print "personeelsnummer;datum gesprek"; for (i = 1; i <= 240; i += 2) printf "%05d;15-03-2022\n", i }' >gesprekken.csv

"$behoud" init medewerkers.csv contracten.csv gesprekken.csv --out nl.yaml >said 2>&1 || fail "init: $(cat said)"
for line in 'language: nl' 'id: "Personeelsnummer"' 'hired: "Datum in dienst"' 'left: "Datum uit dienst"' 'reason: "Reden uit dienst"' 'never read: "Naam"' 'never read: "BSN"' 'never read: "Teamleider"' \
  'voluntary: ["Ontslag op eigen verzoek"]' 'involuntary: ["Niet vrijwillig"]' 'retirement: ["Pensioen"]' 'to_is: inclusive' 'salary_per: month' 'kind: "gesprekken"' 'role: "functie"' 'pay: "salaris"'; do
  has nl.yaml "$line"
done
has said 'Worth a look'
"$behoud" run nl.yaml --quiet --out nl 2>messages || fail "run: $(cat messages)"
for person in 'Jansen' 'de Vries' 'voorbeeld.nl' '111222333' '123456782'; do
  lacks nl "$person"; lacks nl.yaml "$person"; lacks said "$person"; lacks messages "$person"
done
has nl/narrative.md 'Caf'; has messages 'above the header'
[ "$(value nl/tables/data_quality.csv 'rows read,note')" = 240 ] || fail "rows read: $(value nl/tables/data_quality.csv 'rows read,note')"
"$behoud" init medewerkers.csv --out nl.yaml >said 2>&1 && fail 'init replaced a job that was there'
has said 'exists already'

# Names in headers and file names end no line of the job.
printf 'id,hire_date,exit_date,"cens\nhistories: [x]",team\n1,2020-01-01,,1,a\n2,2021-01-01,2022-01-05,0,b\n3,2021-02-01,,1,b\n' >odd.csv
"$behoud" init odd.csv --out odd.yaml >said 2>&1 || fail "init odd: $(cat said)"
"$behoud" check odd.yaml --quiet --out odd 2>messages || fail "check odd: $(cat messages)"
printf 'actief,hire_date,exit_date\n1,2020-01-01,\n' >a.csv; printf 'id,hire_date,exit_date\n2,2019-01-01,2020-01-01\n' >b.csv
# A pay of 37.380,50 might be Excel's number of a day, and 41200.50 is no number where the mark is a comma: said, and nothing guessed.
printf 'Personeelsnummer;Afdeling;Datum in dienst;Datum uit dienst;Waargenomen vanaf;Salaris\n1;Zorg;01-02-2019;;01-01-2022;37380,50\n2;ICT;13-03-2020;15-06-2024;01-01-2022;41200.50\n3;ICT;22-05-2023;;;39000,00\n' >marks.csv
"$behoud" init marks.csv --out marks.yaml >said 2>&1 || fail "init marks: $(cat said)"
grep -q 'observed_from: "Waargenomen vanaf"' marks.yaml || fail "init passes over since when people are seen"
grep -q 'attributes: \["Afdeling", "Salaris"\]' marks.yaml || fail "init takes pay for days: $(grep attributes marks.yaml)"
grep -q 'Salaris is taken for categories' said || fail "init does not doubt pay in categories"
sed -i 's/"Salaris"\]/{name: Salaris, as: number}]/' marks.yaml
"$behoud" check marks.yaml >said 2>&1 || fail "check marks: $(cat said)"
grep -q 'marks.csv:3:6: warning: not a number in this file, which has a decimal comma: Salaris "41200.50"' said || fail "the other decimal mark is not named: $(cat said)"
"$behoud" whatif marks.yaml >said 2>&1 && fail "a what-if without a run"
grep -q -- '--run FOLDER' said || fail "a what-if does not say how to name a run: $(cat said)"

"$behoud" init a.csv b.csv --out two.yaml >said 2>&1 && fail 'init took two lists of employees for one'
has said 'put their rows together'

# A plain outcome, and a threefold way to say yes.
awk 'BEGIN { print "nr;score;gepromoveerd"; for (i = 1; i <= 90; i++) print i ";" i % 9 ";" ((i * i) % 11 < 4 ? "ja" : "nee") }' >outcome.csv
"$behoud" init outcome.csv --out outcome.yaml >said 2>&1 || fail "init outcome: $(cat said)"
has outcome.yaml 'outcome: {column: "gepromoveerd", is: ["ja"]}'
"$behoud" run outcome.yaml --quiet --out outcome 2>messages || fail "run outcome: $(cat messages)"
has outcome/narrative.md 'geldt voor 41 van de 90'

# Anonymous copies: one key, one pseudonym in every file; nothing of a person is left.
"$behoud" anonymise medewerkers.csv contracten.csv --key-file key --out anon --quiet 2>messages || fail "anonymise: $(cat messages)"
[ "$(stat -c %a key)" = 600 ] || fail 'the key is not its owner'"'"'s alone'
for person in 'Jansen' 'de Vries' 'voorbeeld.nl' '111222333' '123456782' '00001' "$(sed -n 's/^.*;\([0-9]*-[0-9]*-19[0-9]*\);p1@.*/\1/p' medewerkers.csv | head -n 1)"; do lacks anon "$person"; done
has anon/medewerkers.csv 'geboortejaar'; has anon/medewerkers-anonymity.md '## k-anonymity'
one=$(sed -n 2p anon/medewerkers.csv | cut -d, -f1); two=$(sed -n 2p anon/contracten.csv | cut -d, -f1)
[ -n "$one" ] && [ "$one" = "$two" ] || fail "two pseudonyms for one person: $one and $two"
"$behoud" anonymise medewerkers.csv --key-file key --out again --quiet && cmp -s anon/medewerkers.csv again/medewerkers.csv || fail 'the same key gave another copy'
"$behoud" anonymise medewerkers.csv --key-file other --out again --quiet 2>/dev/null && cmp -s anon/medewerkers.csv again/medewerkers.csv && fail 'another key gave the same copy'
"$behoud" anonymise medewerkers.csv --key-file key --out . >said 2>&1 && fail 'anonymise wrote over the data'
"$behoud" anonymise medewerkers.csv --key-file medewerkers.csv --out anon >said 2>&1 && fail 'anonymise took the data for its key'
printf short >weak; "$behoud" anonymise medewerkers.csv --key-file weak --out anon >said 2>&1 && fail 'a weak key was taken'
"$behoud" init anon/medewerkers.csv anon/contracten.csv --out anon.yaml >said 2>&1 && "$behoud" run anon.yaml --quiet --out report 2>messages || fail "an anonymous copy does not run: $(cat said messages)"

# k-anonymity by hand: 24 people, two rows each of which the last counts. Groups by team and age: a-30 11, a-40 1, b-30 12; team c
# (7 rows) is pooled, and, rare still, left empty. The salary counts for nothing.
awk 'BEGIN { print "id,team,age,badge,salary"
  for (i = 1; i <= 24; i++) print i ",a,99," 1000 + i ",50000"
  for (i = 1; i <= 24; i++) print i "," (i <= 12 ? "a" : "b") "," (i == 12 ? 40 : 30) "," 1000 + i "," 40000 + i }' >k.csv
"$behoud" anonymise k.csv --key-file key --out k --quiet --minimum 12 2>messages || fail "anonymise k: $(cat messages)"
has k/k-anonymity.md '| all of them | 1 | 1 | 12 (50.0%) |'
has k/k-anonymity.md '| all but age | 12 | 0 | 0 (0.0%) |'
has k/k-anonymity.md '| all but team | 1 | 1 | 1 (4.2%) |'
awk 'BEGIN { print "id,team,left,login"; for (i = 1; i <= 60; i++) print i "," (i <= 7 ? "c" i % 2 : "a") ",2024-03-1" i % 5 "," 5000 + 7 * i }' >pool.csv
"$behoud" anonymise pool.csv --key-file key --out k --quiet --dates month 2>messages || fail "anonymise pool: $(cat messages)"
has k/pool-anonymity.md '2 categories of fewer than 10 rows are now empty'; has k/pool-anonymity.md 'a number that nearly every row has another of'
has k/pool.csv ',,2024-03-01'; lacks k/pool.csv '2024-03-11'; lacks k/pool.csv ',c1,'

# Identifiers as ids are refused; the message names the way out.
printf 'data: {employees: {file: medewerkers.csv, id: E-mail, hired: Datum in dienst, left: Datum uit dienst}}\nas_of: 2026-06-30\n' >mail.yaml
"$behoud" check mail.yaml >said 2>&1 && fail 'e-mail addresses were taken for ids'
has said 'behoud anonymise'
exit $bad
