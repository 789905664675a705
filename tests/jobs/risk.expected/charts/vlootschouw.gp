# `gnuplot vlootschouw.gp` draws vlootschouw anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
set terminal svg size 900,450 noenhanced font typeface.',11' background '#FFFFFF'
set output 'vlootschouw.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Of the best performers 8.9% leave within 12 months, of everybody 12.1%' at screen 0.02, screen 0.9467 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'In each box: people there now, and the share of them expected to leave within the horizon (the shade). Empty = nobody, or too few people.' at screen 0.02, screen 0.0267 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8756
set grid noxtics noytics
set border 0
set ytics ('1' 1, '2' 2, '3' 3, '4' 4, '5' 5) scale 0
set xtics ('1 Junior' 1, '2 Medior' 2, '3 Senior' 3, '4 Lead' 4) scale 0
set xrange [0.5:4.5]
set yrange [0.5:5.5]
set lmargin at screen 0.17
set rmargin at screen 0.98
set bmargin at screen 0.1867
set xlabel 'potential'
set ylabel 'performance'
set object 6 rectangle center first 2.0, first 2.0 size first 0.97, first 0.94 fillcolor rgb '#C76F3E' fillstyle solid noborder
set label 705 '21 · 16.8%' at first 2.0, first 2.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 7 rectangle center first 3.0, first 2.0 size first 0.97, first 0.94 fillcolor rgb '#D28A61' fillstyle solid noborder
set label 706 '16 · 13.4%' at first 3.0, first 2.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 9 rectangle center first 1.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#D7966F' fillstyle solid noborder
set label 708 '21 · 12.0%' at first 1.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 10 rectangle center first 2.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#DA9D79' fillstyle solid noborder
set label 709 '41 · 11.1%' at first 2.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 11 rectangle center first 3.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#D28A60' fillstyle solid noborder
set label 710 '33 · 13.5%' at first 3.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 12 rectangle center first 4.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#D6956E' fillstyle solid noborder
set label 711 '15 · 12.1%' at first 4.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 13 rectangle center first 1.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#D6956E' fillstyle solid noborder
set label 712 '13 · 12.1%' at first 1.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 14 rectangle center first 2.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#E4B799' fillstyle solid noborder
set label 713 '26 · 8.0%' at first 2.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 15 rectangle center first 3.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#E6BB9F' fillstyle solid noborder
set label 714 '18 · 7.5%' at first 3.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 16 rectangle center first 4.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#DFAA8A' fillstyle solid noborder
set label 715 '7 · 9.5%' at first 4.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
plot NaN notitle

unset output
