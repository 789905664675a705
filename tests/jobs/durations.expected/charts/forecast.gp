# `gnuplot forecast.gp` draws forecast anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$groups << EOD
84.847165 3 50 100
83.250157 2 55.555556 100
66.986929 1 43.75 87.5
EOD
set terminal svg size 900,240 noenhanced font typeface.',11' background '#FFFFFF'
set output 'forecast.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 '84.8% of Café is expected to leave within 12 months, 67.0% of Zorg' at screen 0.02, screen 0.9000 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Expected share of today’s employees who leave, with the range of four futures in five (P10 to P90).' at screen 0.02, screen 0.0500 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.7667
set yrange [0.4:3.6]
set grid noytics xtics
set lmargin at screen 0.26
set rmargin at screen 0.93
set bmargin at screen 0.3167
set ytics ('Café' 3, 'Bouw' 2, 'Zorg' 1)
set xrange [0:*]
set format x '%g%%'
plot $groups using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.9 linewidth 2 linecolor rgb colour1

unset output
