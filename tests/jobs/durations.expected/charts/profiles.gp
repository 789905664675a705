# `gnuplot profiles.gp` draws profiles anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$profile0 << EOD
0 1 1 1
91 1 1 1
91 0.88814474 0.74518473 0.95328635
EOD
$profile1 << EOD
0 1 1 1
91 1 1 1
91 0.81810157 0.58881862 0.92671877
EOD
$profile2 << EOD
0 1 1 1
91 1 1 1
91 0.81404597 0.58368284 0.924392
EOD
$others << EOD
EOD
set terminal svg size 900,480 noenhanced font typeface.',11' background '#FFFFFF'
set output 'profiles.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'All else typical, after 91 days 88.8% is expected still there of “Zorg”, 81.4% of “Bouw”' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Cox model of exits (all), other exits set aside: predicted share still employed, all else as in the typical person; 95% bands.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set label 600 'Bouw' at graph 1.012, first 0.814046 left noenhanced font ',10' textcolor rgb ink3
set label 601 'Café' at graph 1.012, first 0.864046 left noenhanced font ',10' textcolor rgb ink2
set label 602 'Zorg' at graph 1.012, first 0.914046 left noenhanced font ',10' textcolor rgb ink1
set xrange [0:91]
set xtics ('0' 0, '20' 20, '40' 40, '60' 60, '80' 80)
set xlabel 'days since hire' offset 0,0.4
set rmargin at screen 0.80
set bmargin at screen 0.16
set yrange [0:1]
set format y '%.1f'
set ylabel 'share still employed'
plot $profile0 using 1:3:4 with filledcurves fillcolor rgb colour1 fillstyle transparent solid 0.10 noborder, $profile1 using 1:3:4 with filledcurves fillcolor rgb colour2 fillstyle transparent solid 0.10 noborder, $profile2 using 1:3:4 with filledcurves fillcolor rgb colour3 fillstyle transparent solid 0.10 noborder, $profile0 using 1:2 with steps linewidth 2 linecolor rgb colour1, $profile1 using 1:2 with steps linewidth 2 linecolor rgb colour2, $profile2 using 1:2 with steps linewidth 2 linecolor rgb colour3

unset output
