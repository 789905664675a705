$groups << EOD
3.450876 5.2631579 0.64387167 17.749059
4.3462707 5.7142857 0.69967636 19.157141
4.9457144 5.8823529 0.72049174 19.677321
6.3845812 17.142857 6.5621801 33.64983
7.1339694 5.7142857 0.69967636 19.157141
8.0313235 7.6923077 1.61533 20.870192
8.6858707 6.6666667 0.81781345 22.07354
9.3994831 10.526316 2.9434517 24.804938
12.488034 6.0606061 0.74258377 20.226431
18.186104 8.5714286 1.803764 23.057502
EOD
set terminal svg size 820,560 noenhanced font 'DejaVu Sans,11' background '#FFFFFF'
set output 'calibration.svg'
reset
set encoding utf8
set decimalsign '.'
set border 3 linecolor rgb '#8A979E'
set tics nomirror out scale 0.6 textcolor rgb '#3A4A52'
set grid ytics linecolor rgb '#E4EAED' linewidth 1
unset key
set label 1001 'Of the exits forecast (29), 96.4% came: tenth by tenth' at screen 0.02, screen 0.9571 left noenhanced font ',15' textcolor rgb '#1B2A33'
set label 1002 'Share that left against the risk forecast, by tenth of the risk, of people left out of the fit; 95% intervals. On the line: right.' at screen 0.02, screen 0.0214 left noenhanced font ',9' textcolor rgb '#566872'
set tmargin at screen 0.9000
set xrange [0:35.3323]
set yrange [0:35.3323]
set format x '%g%%'
set format y '%g%%'
set grid xtics ytics
set lmargin at screen 0.12
set rmargin at screen 0.95
set bmargin at screen 0.16
set xlabel 'risk forecast for a period'
set ylabel 'share that left'
plot x with lines linewidth 1.2 dashtype 2 linecolor rgb '#8A979E', $groups using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb '#0072B2'

unset output
