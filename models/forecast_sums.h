/* forecast_sums.h: what the pass over people (forecast.c) hands to the draws (forecast_draws.c). */
#ifndef BEHOUD_MODELS_FORECAST_SUMS_H
#define BEHOUD_MODELS_FORECAST_SUMS_H

#include "models/forecast.h"

enum { SUM_HEADCOUNT, SUM_PAY, SUM_LEAVERS, SUM_VARIANCE, SUM_FIRST_CAUSE };

/* One flat array: cells, each [headcount, pay, leavers, variance, by cause.., (number, pay) by cost class..,
 * gradient of leavers by model..]; then scenarios, each [heads, nodes..]. */
struct forecast_sums {
    double *values;
    size_t width, cell_width, n_cells, class_at, scenarios_at, scenario_width, node_width;
    size_t *gradient_at; /* by model */
    size_t *first_cell;  /* by grouping */
};

/* The hazard ratio at which node `node` of a scenario's range stands. */
double forecast_node(struct cost_range ratio, size_t node);

struct forecast forecast_draw(const struct forecast_input *input, const struct forecast_sums *sums, struct arena *arena);

#endif
