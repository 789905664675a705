# `gnuplot costs.gp` draws costs anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$parts << EOD
0 7 0 34690.389 6.68 7.32 0
34690.389 6 34690.389 184642.07 5.68 6.32 0
184642.07 5 184642.07 535720.82 4.68 5.32 0
230094.23 4 230094.23 535720.82 3.68 4.32 1
230094.23 3 230094.23 289563.47 2.68 3.32 0
289563.47 2 289563.47 533368.16 1.68 2.32 0
0 1 0 533368.16 0.68 1.32 2
EOD
set terminal svg size 900,360 noenhanced font typeface.',11' background '#FFFFFF'
set output 'costs.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Leavers cost €533,000; the largest part is work left undone in vacancies' at screen 0.02, screen 0.9333 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Expected cost of leavers in 12 months by component, one behind the other, and their sum, in EUR.' at screen 0.02, screen 0.0333 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8444
set yrange [0.4:7.6]
set grid noytics xtics
set lmargin at screen 0.33
set rmargin at screen 0.93
set bmargin at screen 0.2111
set label 600 '€34,700' at first 34690.389, first 7 left noenhanced font ',10' offset character 0.5,0
set arrow 700 from first 34690.389, first 6.68 to first 34690.389, first 6.32 nohead linecolor rgb '#8A979E' linewidth 0.8
set label 601 '€150,000' at first 184642.07, first 6 left noenhanced font ',10' offset character 0.5,0
set arrow 701 from first 184642.07, first 5.68 to first 184642.07, first 5.32 nohead linecolor rgb '#8A979E' linewidth 0.8
set label 602 '€351,000' at first 535720.82, first 5 left noenhanced font ',10' offset character 0.5,0
set arrow 702 from first 535720.82, first 4.68 to first 535720.82, first 4.32 nohead linecolor rgb '#8A979E' linewidth 0.8
set label 603 '−€306,000' at first 535720.82, first 4 left noenhanced font ',10' offset character 0.5,0
set arrow 703 from first 230094.23, first 3.68 to first 230094.23, first 3.32 nohead linecolor rgb '#8A979E' linewidth 0.8
set label 604 '€59,500' at first 289563.47, first 3 left noenhanced font ',10' offset character 0.5,0
set arrow 704 from first 289563.47, first 2.68 to first 289563.47, first 2.32 nohead linecolor rgb '#8A979E' linewidth 0.8
set label 605 '€244,000' at first 533368.16, first 2 left noenhanced font ',10' offset character 0.5,0
set label 606 '€533,000' at first 533368.16, first 1 left noenhanced font ',10' offset character 0.5,0
set ytics ('separation' 7, 'recruiting' 6, 'work left undone in vacancies' 5, 'pay saved in vacancies' 4, 'onboarding and training' 3, 'successors getting up to speed' 2, 'together' 1) scale 0
unset xtics
set border 0
unset grid
set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead linecolor rgb '#8A979E'
set xrange [0:642864.99]
set style fill solid 0.8 noborder
set linetype 11 linecolor rgb colour1
set linetype 12 linecolor rgb colour3
set linetype 13 linecolor rgb colour8
plot $parts using 1:2:3:4:5:6:(11+$7) with boxxyerror linecolor variable

unset output
