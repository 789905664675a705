# `gnuplot hazard_ratios.gp` draws hazard_ratios anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$ratios << EOD
0.97584477 -2 0.34626059 2.7501629
0.57656 -3 0.21524771 1.5443669
0.95762881 -4 0.81866182 1.1201853
EOD
set terminal svg size 900,224 noenhanced font typeface.',11' background '#FFFFFF'
set output 'hazard_ratios.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'No clear sign; nearest comes risk of leaving × 0.58 for team Zorg against Bouw' at screen 0.02, screen 0.8929 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Hazard ratios (Cox) with 95% intervals, other terms equal; 1 is no difference from the reference. Associations, not proof of cause.' at screen 0.02, screen 0.0536 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.7500
set ytics ('Café' -2, 'Zorg' -3, 'score +1' -4) scale 0
set yrange [-4.6:-0.4]
set logscale x 2
set grid noytics xtics
set lmargin at screen 0.34
set rmargin at screen 0.97
set bmargin at screen 0.2768
set arrow 101 from graph -0.5, first -0.5 to graph 1, first -0.5 nohead linecolor rgb '#E4EAED' linewidth 1
set label 701 'team, against Bouw' at screen 0.02, first -1 left noenhanced font ',11' textcolor rgb '#1B2A33'
set arrow 104 from graph -0.5, first -3.5 to graph 1, first -3.5 nohead linecolor rgb '#E4EAED' linewidth 1
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor rgb '#8A979E' linewidth 1.4
plot $ratios using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb colour1

unset output
