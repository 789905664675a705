# `gnuplot headcount.gp` draws headcount anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$headcount << EOD
0 245 245 245
1 241.98758 239.96728 244.15358
2 239.04747 236.17221 242.12266
3 236.17616 232.63395 239.95613
4 233.62281 229.55916 237.95085
5 231.11333 226.57928 235.93356
6 228.6466 223.67924 233.91835
7 226.30961 220.95194 231.98657
8 224.01051 218.28405 230.06905
9 221.74835 215.67107 228.16878
10 219.55303 213.14484 226.31385
11 217.39233 210.66626 224.47927
12 215.26538 208.23296 222.66588
EOD
set terminal svg size 900,480 noenhanced font typeface.',11' background '#FFFFFF'
set output 'headcount.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Without new people we are 215 after 12 months (208 to 223), now 245' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Expected headcount by month ahead, with the range of four futures in five (P10 to P90). The axis does not begin at zero.' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set xrange [0:12]
set xtics 1
set yrange [203.82092:249.41204]
set lmargin at screen 0.10
set rmargin at screen 0.86
set bmargin at screen 0.17
set xlabel 'months ahead' offset 0,0.4
set ytics ('220' 220, '240' 240)
set label 600 '215' at graph 1.012, first 215.26538 left noenhanced font ',10' textcolor rgb ink1
plot $headcount using 1:3:4 with filledcurves fillcolor rgb colour1 fillstyle transparent solid 0.18 noborder, $headcount using 1:2 with linespoints pointtype 7 pointsize 0.5 linewidth 2.4 linecolor rgb colour1

unset output
