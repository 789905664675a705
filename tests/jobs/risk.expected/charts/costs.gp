$parts << EOD
0 6 0 34690.389 5.68 6.32
0 5 0 149951.68 4.68 5.32
0 4 0 351078.75 3.68 4.32
0 3 0 -305626.59 2.68 3.32
0 2 0 59469.238 1.68 2.32
0 1 0 243804.69 0.68 1.32
EOD
set terminal svg size 900,330 noenhanced font 'DejaVu Sans,11' background '#FFFFFF'
set output 'costs.svg'
reset
set encoding utf8
set decimalsign '.'
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Leavers cost €533,000; the largest part is work left undone in vacancies' at screen 0.02, screen 0.9273 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Expected cost of leavers in 12 months by component, in EUR.' at screen 0.02, screen 0.0364 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8303
set yrange [0.4:6.6]
set grid noytics xtics
set lmargin at screen 0.28
set rmargin at screen 0.93
set bmargin at screen 0.2303
set label 600 '€34,700' at first 34690.389, first 6 left noenhanced font ',10' offset character 0.5,0
set label 601 '€150,000' at first 149951.68, first 5 left noenhanced font ',10' offset character 0.5,0
set label 602 '€351,000' at first 351078.75, first 4 left noenhanced font ',10' offset character 0.5,0
set label 603 '−€306,000' at first 0, first 3 left noenhanced font ',10' offset character 0.5,0
set label 604 '€59,500' at first 59469.238, first 2 left noenhanced font ',10' offset character 0.5,0
set label 605 '€244,000' at first 243804.69, first 1 left noenhanced font ',10' offset character 0.5,0
set ytics ('separation' 6, 'recruiting' 5, 'work left undone in vacancies' 4, 'pay saved in vacancies' 3, 'onboarding and training' 2, 'successors getting up to speed' 1)
unset xtics
set border 2
unset grid
set xrange [-305626.59:428316.08]
set style fill solid 0.75 noborder
plot $parts using 1:2:3:4:5:6 with boxxyerror linecolor rgb '#0072B2'

unset output
