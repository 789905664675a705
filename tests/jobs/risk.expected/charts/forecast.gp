# `gnuplot forecast.gp` draws forecast anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$groups << EOD
20.644939 8 8.6956522 34.782609
13.997242 7 5.5555556 22.222222
13.03501 6 4 24
11.878028 5 3.7037037 18.888889
10.483198 4 5.1282051 17.948718
9.7198717 3 4.3478261 17.391304
8.50001 2 2.173913 15.217391
4.8473382 1 0 15.384615
EOD
set terminal svg size 900,390 noenhanced font typeface.',11' background '#FFFFFF'
set output 'forecast.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 '14.0% of Care is expected to leave within 12 months, 8.5% of Engineering' at screen 0.02, screen 0.9385 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Expected share of today’s employees who leave, with the range of four futures in five (P10 to P90).' at screen 0.02, screen 0.0308 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8564
set yrange [0.4:8.6]
set grid noytics xtics
set lmargin at screen 0.26
set rmargin at screen 0.93
set bmargin at screen 0.1949
set ytics ('Retail' 8, 'Care' 7, 'Logistics' 6, 'IT' 5, 'Production' 4, 'Finance' 3, 'Engineering' 2, 'Public Affairs' 1)
set xrange [0:*]
set format x '%g%%'
plot $groups using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.9 linewidth 2 linecolor rgb colour1

unset output
