# `gnuplot turnover.gp` draws turnover anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$cause0 << EOD
0 11.906601
1 12.48473
2 14.237791
3 16.579605
4 18.255638
5 19.893005
6 19.495921
7 17.029546
8 15.12921
9 16.221078
10 16.835578
11 15.582426
12 15.293987
13 12.787986
14 12.460857
15 14.728602
16 16.12136
EOD
$cause1 << EOD
0 11.279938
4 16.644846
8 13.177054
12 13.044871
16 14.054519
EOD
$cause2 << EOD
0 0.62666323
4 1.6107916
8 1.4641171
12 1.7992926
16 1.2401046
EOD
$cause3 << EOD
0 0
4 0
8 0.48803904
12 0.44982315
16 0.82673643
EOD
set terminal svg size 900,480 noenhanced font typeface.',11' background '#FFFFFF'
set output 'turnover.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Twelve-month turnover is 16.1%, against 11.9% in 2022Q3' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Exits in the twelve months to each period’s end, divided by average headcount (person-days).' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set xtics ('2022Q3' 0, '2023Q1' 2, '2023Q3' 4, '2024Q1' 6, '2024Q3' 8, '2025Q1' 10, '2025Q3' 12, '2026Q1' 14, '2026Q3' 16)
set xrange [-0.5:16.5]
set yrange [0:*]
set format y '%g%%'
set lmargin at screen 0.09
set rmargin at screen 0.84
set bmargin at screen 0.15
set label 600 'retirement' at graph 1.0, first 0.82673643 left noenhanced font ',10' textcolor rgb ink4 offset character 0.4,0
set label 601 'involuntary' at graph 1.0, first 1.7134113 left noenhanced font ',10' textcolor rgb ink3 offset character 0.4,0
set label 602 'voluntary' at graph 1.0, first 14.054519 left noenhanced font ',10' textcolor rgb ink2 offset character 0.4,0
set label 603 'all' at graph 1.0, first 16.12136 left noenhanced font ',10' textcolor rgb ink1 offset character 0.4,0
plot $cause0 using 1:2 with linespoints pointtype 7 pointsize 0.4 linewidth 2.6 linecolor rgb colour1, $cause1 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb colour2, $cause2 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb colour3, $cause3 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb colour4

unset output
