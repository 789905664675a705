# `gnuplot early_attrition.gp` draws early_attrition anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
set terminal svg size 900,330 noenhanced font typeface.',11' background '#FFFFFF'
set output 'early_attrition.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Of those hired in 2025 18.1% had left within a year, of those of 2024 27.5%' at screen 0.02, screen 0.9273 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 '1 less Kaplan-Meier, by cohort of hire; empty = not followed so far, or too few people.' at screen 0.02, screen 0.0364 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8303
set grid noxtics noytics
set border 0
set ytics ('2021' 6, '2022' 5, '2023' 4, '2024' 3, '2025' 2, '2026' 1) scale 0
set xtics ('within 90 days' 1, 'within 180 days' 2, 'within 365 days' 3, 'within 1095 days' 4) scale 0
set xrange [0.5:4.5]
set yrange [0.5:6.5]
set bmargin at screen 0.1939
set object 1 rectangle center first 1.0, first 6.0 size first 0.97, first 0.94 fillcolor rgb '#FFF7EC' fillstyle solid noborder
set label 700 '0.0%' at first 1.0, first 6.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 2 rectangle center first 2.0, first 6.0 size first 0.97, first 0.94 fillcolor rgb '#FFF7EC' fillstyle solid noborder
set label 701 '0.0%' at first 2.0, first 6.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 3 rectangle center first 3.0, first 6.0 size first 0.97, first 0.94 fillcolor rgb '#F1D5C0' fillstyle solid noborder
set label 702 '9.1%' at first 3.0, first 6.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 4 rectangle center first 4.0, first 6.0 size first 0.97, first 0.94 fillcolor rgb '#B94D12' fillstyle solid noborder
set label 703 '45.5%' at first 4.0, first 6.0 center noenhanced font ',10' textcolor rgb '#FFFFFF' front
set object 5 rectangle center first 1.0, first 5.0 size first 0.97, first 0.94 fillcolor rgb '#E9C2A9' fillstyle solid noborder
set label 704 '14.0%' at first 1.0, first 5.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 6 rectangle center first 2.0, first 5.0 size first 0.97, first 0.94 fillcolor rgb '#E4B598' fillstyle solid noborder
set label 705 '17.5%' at first 2.0, first 5.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 7 rectangle center first 3.0, first 5.0 size first 0.97, first 0.94 fillcolor rgb '#D1875D' fillstyle solid noborder
set label 706 '29.8%' at first 3.0, first 5.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 8 rectangle center first 4.0, first 5.0 size first 0.97, first 0.94 fillcolor rgb '#B33F00' fillstyle solid noborder
set label 707 '49.1%' at first 4.0, first 5.0 center noenhanced font ',10' textcolor rgb '#FFFFFF' front
set object 9 rectangle center first 1.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#F6E1D0' fillstyle solid noborder
set label 708 '5.9%' at first 1.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 10 rectangle center first 2.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#EAC4AA' fillstyle solid noborder
set label 709 '13.7%' at first 2.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 11 rectangle center first 3.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#E1AE8E' fillstyle solid noborder
set label 710 '19.6%' at first 3.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 12 rectangle center first 4.0, first 4.0 size first 0.97, first 0.94 fillcolor rgb '#C56B39' fillstyle solid noborder
set label 711 '37.3%' at first 4.0, first 4.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 13 rectangle center first 1.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#F3DAC6' fillstyle solid noborder
set label 712 '7.8%' at first 1.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 14 rectangle center first 2.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#EAC4AA' fillstyle solid noborder
set label 713 '13.7%' at first 2.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 15 rectangle center first 3.0, first 3.0 size first 0.97, first 0.94 fillcolor rgb '#D59068' fillstyle solid noborder
set label 714 '27.5%' at first 3.0, first 3.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 17 rectangle center first 1.0, first 2.0 size first 0.97, first 0.94 fillcolor rgb '#F6E2D1' fillstyle solid noborder
set label 716 '5.7%' at first 1.0, first 2.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 18 rectangle center first 2.0, first 2.0 size first 0.97, first 0.94 fillcolor rgb '#F0D4BF' fillstyle solid noborder
set label 717 '9.4%' at first 2.0, first 2.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 19 rectangle center first 3.0, first 2.0 size first 0.97, first 0.94 fillcolor rgb '#E3B395' fillstyle solid noborder
set label 718 '18.1%' at first 3.0, first 2.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 21 rectangle center first 1.0, first 1.0 size first 0.97, first 0.94 fillcolor rgb '#E3B395' fillstyle solid noborder
set label 720 '18.1%' at first 1.0, first 1.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
set object 22 rectangle center first 2.0, first 1.0 size first 0.97, first 0.94 fillcolor rgb '#D59169' fillstyle solid noborder
set label 721 '27.2%' at first 2.0, first 1.0 center noenhanced font ',10' textcolor rgb '#1B2A33' front
plot NaN notitle

unset output
