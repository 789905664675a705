# `gnuplot hazard.gp` draws hazard anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$hazard << EOD
0 14.175291 2.9232858 41.426216
1 37.557841 16.21481 74.003919
2 61.71501 31.889046 107.8037
3 41.45857 17.898868 81.68991
4 16.402215 6.019324 35.700718
5 26.828437 14.667356 45.013558
6 20.883362 10.014384 38.405246
7 21.17644 14.665301 29.591953
8 9.5259829 4.9222144 16.639975
9 10.116739 5.8933735 16.19788
10 8.0121746 4.57965 13.01127
11 12.420753 6.7905415 20.839914
12 10.234915 2.1106855 29.910765
EOD
set terminal svg size 900,480 noenhanced font typeface.',11' background '#FFFFFF'
set output 'hazard.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'The risk of leaving is highest in month 3: 62 exits per hundred person-years' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Exits per hundred person-years by tenure, with 95% limits (exact Poisson): a pace, not a share of people.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set xtics ('month 1' 0, 'month 2' 1, 'month 3' 2, 'month 4' 3, 'months 5-6' 4, 'months 7-9' 5, 'months 10-12' 6, 'year 2' 7, 'year 3' 8, 'years 4-5' 9, 'years 6-10' 10, 'years 11-20' 11, 'over 20 years' 12) rotate by 35 right
set xrange [-0.6:12.6]
set yrange [0:*]
set bmargin at screen 0.24
set ylabel 'exits per hundred person-years'
set format y '%g'
set boxwidth 0.72
plot $hazard using 1:2 with boxes fillstyle solid 0.35 noborder linecolor rgb colour1, $hazard using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.6 linewidth 1.4 linecolor rgb colour1

unset output
