# `gnuplot calibration.gp` draws calibration anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$groups << EOD
0.57805057 0 0 3.5180618
0.8566555 0.99009901 0.025063995 5.3932347
1.085809 0.97087379 0.024577375 5.2908287
1.3217808 8.1632653 3.5903 15.452505
1.7485925 0.92592593 0.023439667 5.0510534
2.1568866 4.0816327 1.1231318 10.121782
2.7081013 2.0408163 0.24811499 7.1782057
3.7063919 3 0.62299715 8.5176053
5.2386423 5.9405941 2.2110572 12.482644
10.576285 7.9207921 3.481691 15.01162
EOD
set terminal svg size 820,560 noenhanced font typeface.',11' background '#FFFFFF'
set output 'calibration.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Forecast 30 exits (voluntary), happened 34: tenth of the risk by tenth' at screen 0.02, screen 0.9571 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Share that left against the risk forecast, by tenth of the risk, in periods after the fit; 95% intervals. On the line: right.' at screen 0.02, screen 0.0214 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.9000
set xrange [0:16.2251]
set yrange [0:16.2251]
set format x '%g%%'
set format y '%g%%'
set grid xtics ytics
set lmargin at screen 0.12
set rmargin at screen 0.95
set bmargin at screen 0.16
set xlabel 'risk forecast for a period'
set ylabel 'share that left'
plot x with lines linewidth 1.2 dashtype 2 linecolor rgb '#8A979E', $groups using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb colour1

unset output
