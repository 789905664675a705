# `gnuplot survival.gp` draws survival anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
typeface = 'DejaVu Sans'
$curve0 << EOD
0 1 1 1
426 1 1 1
426 0.23181906 0.043608436 0.5055264
EOD
$curve1 << EOD
0 1 1 1
335 1 1 1
335 0.25208333 0.016767852 0.62847074
EOD
$curve2 << EOD
0 1 1 1
396 1 1 1
396 0.225 0.039346035 0.50271903
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
set label 1001 'After a year 100.0% of Zorg is still there, against 25.2% of Bouw' at screen 0.02, screen 0.9577 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Share of people still employed by days since hire (Kaplan-Meier, 95% band), with the number still followed beneath.' at screen 0.02, screen 0.0211 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.9014
set label 500 'At risk (left, no longer followed)' at screen 0.02, screen 0.1391 left noenhanced font ',9'
set label 510 'Zorg' at screen 0.02, screen 0.1127 left noenhanced font ',9' textcolor rgb colour1
set label 511 '19' at first 0, screen 0.1127 center font ',9'
set label 512 '19 (0, 0)' at first 90, screen 0.1127 center font ',9'
set label 513 '19 (0, 0)' at first 180, screen 0.1127 center font ',9'
set label 514 '19 (0, 0)' at first 270, screen 0.1127 center font ',9'
set label 515 '19 (0, 0)' at first 360, screen 0.1127 center font ',9'
set label 530 'Bouw' at screen 0.02, screen 0.0863 left noenhanced font ',9' textcolor rgb colour2
set label 531 '12' at first 0, screen 0.0863 center font ',9'
set label 532 '12 (0, 0)' at first 90, screen 0.0863 center font ',9'
set label 533 '12 (0, 0)' at first 180, screen 0.0863 center font ',9'
set label 534 '12 (0, 0)' at first 270, screen 0.0863 center font ',9'
set label 535 '0 (7, 9)' at first 360, screen 0.0863 center font ',9'
set label 550 'Café' at screen 0.02, screen 0.0599 left noenhanced font ',9' textcolor rgb colour3
set label 551 '10' at first 0, screen 0.0599 center font ',9'
set label 552 '10 (0, 0)' at first 90, screen 0.0599 center font ',9'
set label 553 '10 (0, 0)' at first 180, screen 0.0599 center font ',9'
set label 554 '10 (0, 0)' at first 270, screen 0.0599 center font ',9'
set label 555 '10 (0, 0)' at first 360, screen 0.0599 center font ',9'
set label 600 'Café' at graph 1.012, first 0.225 left noenhanced font ',10' textcolor rgb colour3
set label 601 'Zorg' at graph 1.012, first 0.275 left noenhanced font ',10' textcolor rgb colour1
set label 602 'Bouw' at graph 1.012, first 0.325 left noenhanced font ',10' textcolor rgb colour2
set bmargin at screen 0.2271
set lmargin at screen 0.20
set rmargin at screen 0.80
set xrange [0:426]
set xtics 90
set xlabel 'days since hire' offset 0,0.4
set yrange [0:1]
set format y '%.1f'
set ylabel 'share still employed'
plot $curve0 using 1:3:4 with filledcurves fillcolor rgb colour1 fillstyle transparent solid 0.12 noborder, $curve1 using 1:3:4 with filledcurves fillcolor rgb colour2 fillstyle transparent solid 0.12 noborder, $curve2 using 1:3:4 with filledcurves fillcolor rgb colour3 fillstyle transparent solid 0.12 noborder, $curve0 using 1:2 with steps linewidth 2 linecolor rgb colour1, $curve1 using 1:2 with steps linewidth 2 linecolor rgb colour2, $curve2 using 1:2 with steps linewidth 2 linecolor rgb colour3

unset output
