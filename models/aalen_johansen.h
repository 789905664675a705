/* aalen_johansen.h: the share that has left for each cause by tenure, when causes compete.
 *
 * Aalen & Johansen (1978), Scand. J. Statist. 5:141. The error is the infinitesimal jackknife, as R's multi-state survfit gives
 * it: the sum of the squares of what every spell moves the curve by. That is an affine function of the curve's own running sums
 * both while a spell is at risk and after, so the sums over all spells are kept in six numbers a cause and the whole costs
 * O(spells x causes + days x causes) a stratum, late entry included. Spells count as people of their own, and a weight says how
 * many such people there are. */
#ifndef BEHOUD_MODELS_AALEN_JOHANSEN_H
#define BEHOUD_MODELS_AALEN_JOHANSEN_H

#include "models/kaplan_meier.h"

/* One row a day on which anyone leaves. Arrays [cause][row]; cause 0 is all of them together. */
struct aj_curve {
    size_t n, n_rows, n_causes;
    int32_t *time;
    double *n_risk;
    double *n_event, *incidence, *std_error; /* at (cause * n_rows + row) */
};

/* curves[1 .. n_strata]; [0] is not used. spells->event holds causes 1 .. n_causes. */
struct aj_curve *aj_fit(const struct spells *spells, size_t n_causes, struct arena *arena);

/* Limits of 95 % of one figure; NaN where the scale has none. */
void aj_limits(const struct aj_curve *curve, size_t cause, size_t row, enum km_scale scale, double *lower, double *upper);

#endif
