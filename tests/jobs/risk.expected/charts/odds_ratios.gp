# `gnuplot odds_ratios.gp` draws odds_ratios anew, here; change its colours and its font in these lines.
colour1 = '#0072B2'; colour2 = '#D55E00'; colour3 = '#009E73'; colour4 = '#CC79A7'; colour5 = '#E69F00'; colour6 = '#56B4E9'; colour7 = '#7F5539'; colour8 = '#555555'
# The same for words, dark enough to read.
ink1 = '#0072B2'; ink2 = '#BF5400'; ink3 = '#008460'; ink4 = '#A36085'; ink5 = '#9C6C00'; ink6 = '#3A7A9E'; ink7 = '#7F5539'; ink8 = '#555555'
typeface = 'DejaVu Sans'
$ratios << EOD
0.70230755 19 0.31646373 1.5585859
0.69094423 18 0.36896655 1.2938949
3.8405733 17 2.0038158 7.3609575
1.693479 16 0.71237122 4.0258101
0.91461754 15 0.41565654 2.0125396
1.3238685 14 0.69115374 2.5358004
1.0233117 13 0.57828766 1.810806
0.32027177 12 0.078953122 1.2991761
1.4373167 11 0.8030098 2.5726702
1.210126 10 0.57553487 2.5444242
0.26509875 9 0.11119778 0.63200315
0.46111074 8 0.22086848 0.96266845
0.40168353 7 0.21837863 0.73885278
0.46689328 6 0.2625203 0.83037137
0.22044662 5 0.10976532 0.44273286
0.14153001 4 0.065203175 0.30720506
0.19810971 3 0.11013983 0.35634209
0.70439278 2 0.57127935 0.86852287
0.86260296 1 0.78741339 0.94497232
EOD
set terminal svg size 900,558 noenhanced font typeface.',11' background '#FFFFFF'
set output 'odds_ratios.svg'
reset
set encoding utf8
set decimalsign '.'
set minussign
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Clearest sign: department: Hospitality, odds of leaving × 3.84' at screen 0.02, screen 0.9570 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Odds ratios with 95% intervals, other terms equal; 1 is no difference from the reference. Associations, not proof of cause.' at screen 0.02, screen 0.0215 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.8996
set ytics ('department: Engineering' 19, 'department: Finance' 18, 'department: Hospitality' 17, 'department: Human Resources' 16, 'department: IT' 15, 'department: Logistics' 14, 'department: Production' 13, 'department: Public Affairs' 12, 'department: Retail' 11, 'engagement: (missing)' 10, 'tenure: period of hire' 9, 'tenure: 3 m to 6 m' 8, 'tenure: 6 m to 12 m' 7, 'tenure: 12 m to 2 y' 6, 'tenure: 2 y to 5 y' 5, 'tenure: 5 y to 10 y' 4, 'tenure: 10 y and over' 3, 'performance +1' 2, 'engagement +1' 1)
set yrange [0.4:19.6]
set logscale x 2
set grid noytics xtics
set lmargin at screen 0.34
set rmargin at screen 0.97
set bmargin at screen 0.1111
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor rgb '#8A979E' linewidth 1.4
plot $ratios using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb colour1

unset output
