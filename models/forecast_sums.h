/* forecast_sums.h: what the pass over people (forecast.c) hands to the draws (forecast_draws.c). */
#ifndef BEHOUD_MODELS_FORECAST_SUMS_H
#define BEHOUD_MODELS_FORECAST_SUMS_H

#include "models/forecast.h"

enum { SUM_HEADCOUNT, SUM_PAY, SUM_LEAVERS, SUM_VARIANCE, SUM_COST_VARIANCE, SUM_COST_COVARIANCE, SUM_FIRST_MONTH };

/* One flat array of cells, each [headcount, pay, leavers, variance, that of their cost and its covariance with
 * their number at mean unit costs, by month and cause.., (number, pay, statutory payment) by slot..]. */
struct forecast_sums {
    double *values;
    size_t cell_width, n_cells, slots_at, n_slots;
    size_t *first_cell; /* by grouping */
};

struct forecast forecast_draw(const struct forecast_input *input, const struct forecast_sums *sums, struct arena *arena);

#endif
