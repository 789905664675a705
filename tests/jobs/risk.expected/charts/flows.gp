# `gnuplot flows.gp` draws flows anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$flows << EOD
0 11 -3 NaN
1 13 -6 NaN
2 15 -5 NaN
3 12 -5 0
4 17 -5 0
5 8 -10 0
6 16 -10 0
7 16 -9 0
8 11 -9 0
9 12 -10 0
10 15 -6 0
11 10 -6 0
12 14 -12 0
13 15 -12 0
14 8 -4 0
15 15 -6 0
16 15 -7 0
17 14 -12 0
18 10 -10 NaN
19 12 -10 NaN
EOD
set terminal svg size 900,480 noenhanced font typeface.',11' background '#FFFFFF'
set output 'flows.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'In 2026Q3 12 people came and 10 left' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Inflow above the line and outflow below it, by period, of everybody.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set ytics ('15' -15, '10' -10, '5' -5, '0' 0, '5' 5, '10' 10, '15' 15)
set yrange [-13.44:19.04]
set xtics ('2021Q4' 0, '2022Q3' 3, '2023Q2' 6, '2024Q1' 9, '2024Q4' 12, '2025Q3' 15, '2026Q2' 18)
set xrange [-0.6:19.6]
set lmargin at screen 0.09
set rmargin at screen 0.86
set bmargin at screen 0.14
set border 2
set xzeroaxis linetype 1 linecolor rgb '#8A979E'
set boxwidth 0.7
set style fill solid 0.8 noborder
set label 600 'came' at graph 1.012, first 9.35 left noenhanced font ',10' textcolor rgb ink1
set label 601 'left' at graph 1.012, first -6.6 left noenhanced font ',10' textcolor rgb ink2
plot $flows using 1:2 with boxes linecolor rgb colour1, $flows using 1:3 with boxes linecolor rgb colour2

unset output
