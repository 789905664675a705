# `gnuplot retirement_wave.gp` draws retirement_wave anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$wave << EOD
3 2.25
6 3.5
7 3.25
8 5.25
9 7.5
10 5.75
EOD
set terminal svg size 900,480 noenhanced font typeface.',11' background '#FFFFFF'
set output 'retirement_wave.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'The retirement wave is highest in 2035: 8 people, with 97 years of service' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'People there now who reach the state pension age (AOW), by calendar year: 28 in all (* = too few to tell); above each bar the years of service that go with them.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set label 603 '35 y' at first 3, first 2.25 center noenhanced font ',9' offset character 0,0.6 textcolor rgb '#566872'
set label 606 '49 y' at first 6, first 3.5 center noenhanced font ',9' offset character 0,0.6 textcolor rgb '#566872'
set label 607 '46 y' at first 7, first 3.25 center noenhanced font ',9' offset character 0,0.6 textcolor rgb '#566872'
set label 608 '85 y' at first 8, first 5.25 center noenhanced font ',9' offset character 0,0.6 textcolor rgb '#566872'
set label 609 '97 y' at first 9, first 7.5 center noenhanced font ',9' offset character 0,0.6 textcolor rgb '#566872'
set label 610 '94 y' at first 10, first 5.75 center noenhanced font ',9' offset character 0,0.6 textcolor rgb '#566872'
set xtics ('2026 *' 0, '2027 *' 1, '2028 *' 2, '2029' 3, '2030 *' 4, '2031 *' 5, '2032' 6, '2033' 7, '2034' 8, '2035' 9, '2036' 10)
set xrange [-0.6:10.6]
set yrange [0:8.625]
set lmargin at screen 0.08
set rmargin at screen 0.97
set bmargin at screen 0.14
set boxwidth 0.7
set style fill solid 0.8 noborder
plot $wave using 1:2 with boxes linecolor rgb colour1

unset output
