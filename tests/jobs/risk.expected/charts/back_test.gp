# `gnuplot back_test.gp` draws back_test anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$periods << EOD
1 7.0051088 1.8175443 12.192673 7
2 7.7928928 2.3214051 13.26438 10
3 7.9802064 2.4433516 13.517061 8
4 7.4317712 2.0885613 12.774981 9
EOD
set terminal svg size 900,480 noenhanced font typeface.',11' background '#FFFFFF'
set output 'back_test.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Fitted to the past only, the model forecast 30 exits (voluntary); 34 happened' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Bars: exits forecast, with 95% ranges of chance alone. Dots: who left. None of these periods was in the fit.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set xtics ('2025Q4' 1, '2026Q1' 2, '2026Q2' 3, '2026Q3' 4)
set xrange [0.4:4.6]
set yrange [0:14.5984]
set boxwidth 0.6
set lmargin at screen 0.09
set rmargin at screen 0.86
set bmargin at screen 0.16
set label 801 'forecast' at graph 1.01, first 3.71589 left noenhanced font ',10' textcolor rgb '#566872'
set label 802 'left' at graph 1.01, first 9 left noenhanced font ',10' textcolor rgb ink2
plot $periods using 1:2:3:4:(0.6) with boxerrorbars linecolor rgb '#B9CBD3' fillstyle solid border rgb '#8A979E', $periods using 1:5 with points pointtype 7 pointsize 1.1 linecolor rgb colour2

unset output
