# `gnuplot odds_ratios.gp` draws odds_ratios anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$ratios << EOD
0.70230755 -2 0.31646373 1.5585859
0.69094423 -3 0.36896655 1.2938949
3.8405733 -4 2.0038158 7.3609575
1.693479 -5 0.71237122 4.0258101
0.91461754 -6 0.41565654 2.0125396
1.3238685 -7 0.69115374 2.5358004
1.0233117 -8 0.57828766 1.810806
0.32027177 -9 0.078953122 1.2991761
1.4373167 -10 0.8030098 2.5726702
1.210126 -12 0.57553487 2.5444242
0.26509875 -14 0.11119778 0.63200315
0.46111074 -15 0.22086848 0.96266845
0.40168353 -16 0.21837863 0.73885278
0.46689328 -17 0.2625203 0.83037137
0.22044662 -18 0.10976532 0.44273286
0.14153001 -19 0.065203175 0.30720506
0.19810971 -20 0.11013983 0.35634209
0.70439278 -21 0.57127935 0.86852287
0.86260296 -22 0.78741339 0.94497232
EOD
set terminal svg size 900,602 noenhanced font typeface.',11' background '#FFFFFF'
set output 'odds_ratios.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Clearest sign: odds of leaving × 3.84 for department Hospitality against Care' at screen 0.02, screen 0.9601 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Odds ratios with 95% intervals, other terms equal; 1 is no difference from the reference. Associations, not proof of cause.' at screen 0.02, screen 0.0199 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.9070
set ytics ('Engineering' -2, 'Finance' -3, 'Hospitality' -4, 'Human Resources' -5, 'IT' -6, 'Logistics' -7, 'Production' -8, 'Public Affairs' -9, 'Retail' -10, '(missing)' -12, 'period of hire (in part)' -14, '3 m to 6 m' -15, '6 m to 12 m' -16, '12 m to 2 y' -17, '2 y to 5 y' -18, '5 y to 10 y' -19, '10 y and over' -20, 'performance +1' -21, 'engagement +1' -22) scale 0
set yrange [-22.6:-0.4]
set logscale x 2
set grid noytics xtics
set lmargin at screen 0.34
set rmargin at screen 0.97
set bmargin at screen 0.1030
set arrow 101 from graph -0.5, first -0.5 to graph 1, first -0.5 nohead linecolor rgb '#E4EAED' linewidth 1
set label 701 'department, against Care' at screen 0.02, first -1 left noenhanced font ',11' textcolor rgb '#1B2A33'
set arrow 111 from graph -0.5, first -10.5 to graph 1, first -10.5 nohead linecolor rgb '#E4EAED' linewidth 1
set label 711 'engagement, against known' at screen 0.02, first -11 left noenhanced font ',11' textcolor rgb '#1B2A33'
set arrow 113 from graph -0.5, first -12.5 to graph 1, first -12.5 nohead linecolor rgb '#E4EAED' linewidth 1
set label 713 'tenure, against under 3 m' at screen 0.02, first -13 left noenhanced font ',11' textcolor rgb '#1B2A33'
set arrow 121 from graph -0.5, first -20.5 to graph 1, first -20.5 nohead linecolor rgb '#E4EAED' linewidth 1
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor rgb '#8A979E' linewidth 1.4
plot $ratios using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb colour1

unset output
