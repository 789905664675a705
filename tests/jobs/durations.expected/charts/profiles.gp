$profile0 << EOD
0 1 1 1
30 1 1 1
30 0.96644024 0.85952162 0.99233197
61 0.96644024 0.85952162 0.99233197
61 0.91532254 0.78175657 0.96870441
91 0.91532254 0.78175657 0.96870441
91 0.88814474 0.74518473 0.95328635
122 0.88814474 0.74518473 0.95328635
122 0.84338298 0.68012697 0.92749556
EOD
$profile1 << EOD
0 1 1 1
30 1 1 1
30 0.94251258 0.76657107 0.98690002
61 0.94251258 0.76657107 0.98690002
61 0.85773525 0.64044116 0.94852217
91 0.85773525 0.64044116 0.94852217
91 0.81404597 0.58368284 0.924392
122 0.81404597 0.58368284 0.924392
122 0.74421022 0.49367197 0.8836924
EOD
$profile2 << EOD
0 1 1 1
30 1 1 1
30 0.94386147 0.76647407 0.98752722
61 0.94386147 0.76647407 0.98752722
61 0.86092065 0.64352174 0.95039688
91 0.86092065 0.64352174 0.95039688
91 0.81810157 0.58881862 0.92671877
122 0.81810157 0.58881862 0.92671877
122 0.74954006 0.50096522 0.88670481
EOD
set terminal svg size 900,480 noenhanced font 'DejaVu Sans,11' background '#FFFFFF'
set output 'profiles.svg'
reset
set encoding utf8
set decimalsign '.'
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'After 122 days the model expects 84.3% still there of “Zorg”, 74.4% of “Bouw”' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Cox model of exits (all): predicted share still employed, all else as in the typical person, with 95% bands; other exits set aside.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set label 600 'Bouw' at graph 1.012, first 0.74421 left noenhanced font ',10' textcolor rgb '#D55E00'
set label 601 'Café' at graph 1.012, first 0.79421 left noenhanced font ',10' textcolor rgb '#009E73'
set label 602 'Zorg' at graph 1.012, first 0.84421 left noenhanced font ',10' textcolor rgb '#0072B2'
set xrange [0:122]
set xtics 30
set xlabel 'days since hire' offset 0,0.4
set rmargin at screen 0.80
set bmargin at screen 0.16
set yrange [0:1]
set format y '%.1f'
set ylabel 'share still employed'
plot $profile0 using 1:3:4 with filledcurves fillcolor rgb '#0072B2' fillstyle transparent solid 0.10 noborder, $profile1 using 1:3:4 with filledcurves fillcolor rgb '#D55E00' fillstyle transparent solid 0.10 noborder, $profile2 using 1:3:4 with filledcurves fillcolor rgb '#009E73' fillstyle transparent solid 0.10 noborder, $profile0 using 1:2 with steps linewidth 2 linecolor rgb '#0072B2', $profile1 using 1:2 with steps linewidth 2 linecolor rgb '#D55E00', $profile2 using 1:2 with steps linewidth 2 linecolor rgb '#009E73'

unset output
