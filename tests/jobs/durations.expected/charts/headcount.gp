# `gnuplot headcount.gp` draws headcount anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$headcount << EOD
0 31 31 31
1 28.107844 27.090618 29.362194
2 25.28276 23.766851 27.163309
3 22.700786 20.78487 25.088036
4 20.26087 17.989418 23.100902
5 17.956788 15.361361 21.210898
6 15.862749 12.979486 19.485684
7 14.02744 10.895657 17.969389
8 12.417097 9.0694973 16.63644
9 11.00258 7.4668178 15.464008
10 9.7587126 6.0584093 14.431993
11 8.663719 4.8191899 13.522804
12 7.6987473 3.7275477 12.721098
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
set label 1001 'Without new people we are 8 after 12 months (4 to 13), now 31' at screen 0.02, screen 0.9500 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Expected headcount by month ahead, with the range of four futures in five (P10 to P90).' at screen 0.02, screen 0.0250 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8833
set xrange [0:12]
set xtics 1
set yrange [0:34.272694]
set lmargin at screen 0.10
set rmargin at screen 0.86
set bmargin at screen 0.17
set xlabel 'months ahead' offset 0,0.4
set ytics ('0' 0, '10' 10, '20' 20, '30' 30)
set label 600 '8' at graph 1.012, first 7.6987473 left noenhanced font ',10' textcolor rgb ink1
plot $headcount using 1:3:4 with filledcurves fillcolor rgb colour1 fillstyle transparent solid 0.18 noborder, $headcount using 1:2 with linespoints pointtype 7 pointsize 0.5 linewidth 2.4 linecolor rgb colour1

unset output
