# `gnuplot hazard.gp` draws hazard anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$hazard << EOD
0 59.390244 7.1924341 214.53798
1 88.366935 18.223387 258.24568
2 50.729167 6.1435374 183.25119
3 86.211644 17.778914 251.94701
4 90.903435 29.516098 212.13829
5 117.12093 47.08869 241.31389
6 133.79121 36.453601 342.55863
7 298.16327 36.108955 1077.0682
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
set label 1001 'The risk of leaving is highest in year 2: 298 exits per hundred person-years' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Exits per hundred person-years by tenure, with 95% limits (exact Poisson): a pace, not a share of people.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set xtics ('month 1' 0, 'month 2' 1, 'month 3' 2, 'month 4' 3, 'months 5-6' 4, 'months 7-9' 5, 'months 10-12' 6, 'year 2' 7) rotate by 35 right
set xrange [-0.6:7.6]
set yrange [0:*]
set bmargin at screen 0.24
set ylabel 'exits per hundred person-years'
set format y '%g'
set boxwidth 0.72
plot $hazard using 1:2 with boxes fillstyle solid 0.35 noborder linecolor rgb colour1, $hazard using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.6 linewidth 1.4 linecolor rgb colour1

unset output
