# `gnuplot survival.gp` draws survival anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$others << EOD
EOD
$curve0 << EOD
0 1 1 1
90 0.95 0.69474319 0.99280223
180 0.80925926 0.56633087 0.92424764
EOD
$curve1 << EOD
0 1 1 1
90 0.825 0.46094568 0.95334039
180 0.605 0.29663512 0.81236699
335 0.25208333 0.016767852 0.62847074
EOD
$curve2 << EOD
0 1 1 1
90 0.81 0.43037629 0.94869582
180 0.54 0.25237847 0.75898847
EOD
set terminal svg size 900,568 noenhanced font typeface.',11' background '#FFFFFF'
set output 'survival.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'After 360 days 23.4% to 47.3% is still there; groups do not surely differ' at screen 0.02, screen 0.9577 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Share of people still employed by tenure (Kaplan-Meier, 95% band), with the number still followed beneath.' at screen 0.02, screen 0.0211 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.9014
set label 500 'At risk (left, no longer followed)' at screen 0.02, screen 0.1391 left noenhanced font ',9'
set label 510 'Zorg' at screen 0.02, screen 0.1127 left noenhanced font ',9' textcolor rgb ink1
set label 511 '19' at first 0, screen 0.1127 center font ',9'
set label 512 '24 (1, 3)' at first 90, screen 0.1127 center font ',9'
set label 513 '16 (4, 8)' at first 180, screen 0.1127 center font ',9'
set label 514 '12 (8, 8)' at first 270, screen 0.1127 center font ',9'
set label 515 '6 (9, 13)' at first 360, screen 0.1127 center font ',9'
set label 530 'Bouw' at screen 0.02, screen 0.0863 left noenhanced font ',9' textcolor rgb ink2
set label 531 '12' at first 0, screen 0.0863 center font ',9'
set label 532 '12 (2, 2)' at first 90, screen 0.0863 center font ',9'
set label 533 '7 (5, 4)' at first 180, screen 0.0863 center font ',9'
set label 534 '–' at first 270, screen 0.0863 center font ',9'
set label 535 '0 (7, 9)' at first 360, screen 0.0863 center font ',9'
set label 550 'Café' at screen 0.02, screen 0.0599 left noenhanced font ',9' textcolor rgb ink3
set label 551 '10' at first 0, screen 0.0599 center font ',9'
set label 552 '12 (2, 1)' at first 90, screen 0.0599 center font ',9'
set label 553 '6 (6, 3)' at first 180, screen 0.0599 center font ',9'
set label 554 '5 (7, 3)' at first 270, screen 0.0599 center font ',9'
set label 555 '–' at first 360, screen 0.0599 center font ',9'
set label 600 'Café' at graph 1.012, first 0.233514 left noenhanced font ',10' textcolor rgb ink3
set label 601 'Bouw' at graph 1.012, first 0.283514 left noenhanced font ',10' textcolor rgb ink2
set label 602 'Zorg' at graph 1.012, first 0.472979 left noenhanced font ',10' textcolor rgb ink1
set bmargin at screen 0.2271
set lmargin at screen 0.20
set rmargin at screen 0.80
set xrange [0:360]
set xtics ('0' 0, '90' 90, '180' 180, '270' 270, '360' 360)
set xlabel 'days since hire' offset 0,0.4
set yrange [0:1]
set format y '%.1f'
set ylabel 'share still employed'
plot $curve0 using 1:3:4 with filledcurves fillcolor rgb colour1 fillstyle transparent solid 0.12 noborder, $curve1 using 1:3:4 with filledcurves fillcolor rgb colour2 fillstyle transparent solid 0.12 noborder, $curve2 using 1:3:4 with filledcurves fillcolor rgb colour3 fillstyle transparent solid 0.12 noborder, $curve0 using 1:2 with lines linewidth 2 linecolor rgb colour1, $curve1 using 1:2 with lines linewidth 2 linecolor rgb colour2, $curve2 using 1:2 with lines linewidth 2 linecolor rgb colour3

unset output
