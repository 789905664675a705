# `gnuplot risk_map.gp` draws risk_map anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
set terminal svg size 900,450 noenhanced font typeface.',11' background '#FFFFFF'
set output 'risk_map.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Who is expected to leave, by group and tenure' at screen 0.02, screen 0.9467 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Expected share of the people there now who leave within 12 months, by department and tenure; empty = too few people to tell.' at screen 0.02, screen 0.0267 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8756
set grid noxtics noytics
set border 0
set lmargin at screen 0.20
set rmargin at screen 0.98
set ytics ('Care' 10, 'Engineering' 9, 'Finance' 8, 'Hospitality' 7, 'Human Resources' 6, 'IT' 5, 'Logistics' 4, 'Production' 3, 'Public Affairs' 2, 'Retail' 1) scale 0
set xtics ('under 6 m' 1, '6 m to 12 m' 2, '12 m to 2 y' 3, '2 y to 5 y' 4, '5 y to 10 y' 5, '10 y and over' 6) scale 0
set xrange [0.5:6.5]
set yrange [0.5:10.5]
set bmargin at screen 0.1422
set object 1 rectangle center first 2.0, first 10.0 size first 0.97, first 0.94 fillcolor rgb '#CC7C4E' fillstyle solid noborder
set label 700 '21.0%' at first 2.0, first 10.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 2 rectangle center first 4.0, first 10.0 size first 0.97, first 0.94 fillcolor rgb '#ECCAB2' fillstyle solid noborder
set label 701 '7.6%' at first 4.0, first 10.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 3 rectangle center first 5.0, first 10.0 size first 0.97, first 0.94 fillcolor rgb '#EBC6AE' fillstyle solid noborder
set label 702 '8.3%' at first 5.0, first 10.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 4 rectangle center first 2.0, first 9.0 size first 0.97, first 0.94 fillcolor rgb '#D79771' fillstyle solid noborder
set label 703 '16.3%' at first 2.0, first 9.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 5 rectangle center first 3.0, first 9.0 size first 0.97, first 0.94 fillcolor rgb '#DEA785' fillstyle solid noborder
set label 704 '13.6%' at first 3.0, first 9.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 6 rectangle center first 4.0, first 9.0 size first 0.97, first 0.94 fillcolor rgb '#F2D8C4' fillstyle solid noborder
set label 705 '5.3%' at first 4.0, first 9.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 7 rectangle center first 5.0, first 9.0 size first 0.97, first 0.94 fillcolor rgb '#F3D9C6' fillstyle solid noborder
set label 706 '5.0%' at first 5.0, first 9.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 8 rectangle center first 3.0, first 8.0 size first 0.97, first 0.94 fillcolor rgb '#DA9F7B' fillstyle solid noborder
set label 707 '15.1%' at first 3.0, first 8.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 9 rectangle center first 4.0, first 8.0 size first 0.97, first 0.94 fillcolor rgb '#EECEB8' fillstyle solid noborder
set label 708 '6.9%' at first 4.0, first 8.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 10 rectangle center first 5.0, first 8.0 size first 0.97, first 0.94 fillcolor rgb '#F1D6C1' fillstyle solid noborder
set label 709 '5.7%' at first 5.0, first 8.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 11 rectangle center first 4.0, first 5.0 size first 0.97, first 0.94 fillcolor rgb '#EAC4AB' fillstyle solid noborder
set label 710 '8.6%' at first 4.0, first 5.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 12 rectangle center first 6.0, first 5.0 size first 0.97, first 0.94 fillcolor rgb '#E2B192' fillstyle solid noborder
set label 711 '12.0%' at first 6.0, first 5.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 13 rectangle center first 4.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#E8BFA4' fillstyle solid noborder
set label 712 '9.5%' at first 4.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 14 rectangle center first 6.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#E0AB8B' fillstyle solid noborder
set label 713 '12.9%' at first 6.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 15 rectangle center first 3.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#D89973' fillstyle solid noborder
set label 714 '16.1%' at first 3.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 16 rectangle center first 4.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#EBC6AD' fillstyle solid noborder
set label 715 '8.3%' at first 4.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 17 rectangle center first 5.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#F0D2BC' fillstyle solid noborder
set label 716 '6.3%' at first 5.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 18 rectangle center first 4.0, first 2.0 size first 0.97, first 0.94 fillcolor rgb '#F7E3D3' fillstyle solid noborder
set label 717 '3.3%' at first 4.0, first 2.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 19 rectangle center first 3.0, first 1.0 size first 0.97, first 0.94 fillcolor rgb '#B33F00' fillstyle solid noborder
set label 718 '31.3%' at first 3.0, first 1.0 center noenhanced font ',10' textcolor rgb '#FFFFFF' front
set object 20 rectangle center first 4.0, first 1.0 size first 0.97, first 0.94 fillcolor rgb '#E4B597' fillstyle solid noborder
set label 719 '11.3%' at first 4.0, first 1.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 21 rectangle center first 5.0, first 1.0 size first 0.97, first 0.94 fillcolor rgb '#ECC8B0' fillstyle solid noborder
set label 720 '8.0%' at first 5.0, first 1.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
plot NaN notitle

unset output
