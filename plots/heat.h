/* heat.h: cells of a heat map, from white to a deep orange, each with its figure in it. */
#ifndef BEHOUD_PLOTS_HEAT_H
#define BEHOUD_PLOTS_HEAT_H

#include "plots/canvas.h"

/* Cell number `i` (each another) centred at x, y, a little under 1 wide and high; `share` from 0 to 1 is its shade. */
void heat_cell(struct chart *chart, const struct report *report, size_t i, double x, double y, double share, const char *label);

#endif
