#include "models/cox_curves.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* d' V d, d the hazard-weighted distance of the risk sets' means from the profile. */
static double part_of_beta(const struct cox_fit *fit, const double *lived, const double *x, double hazard, double *d) {
    size_t p = fit->p;
    double sum = 0;
    for (size_t i = 0; i < p; i++) d[i] = lived[fit->column_of[i]] - hazard * x[fit->column_of[i]];
    for (size_t i = 0; i < p; i++) {
        double row = 0;
        for (size_t j = 0; j < p; j++) row += fit->covariance[i * p + j] * d[j];
        sum += d[i] * row;
    }
    return sum;
}

static struct cox_curve curve_new(size_t n, struct arena *arena) {
    return (struct cox_curve){n, ARENA_ARRAY(arena, int32_t, n + 1), ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n + 1),
                              ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n + 1)};
}

struct cox_curve cox_curve_of(const struct cox_fit *fit, const struct cox_means *means, const double *x, size_t stratum, enum km_scale scale,
                              struct arena *arena) {
    const struct risk_sets *sets = fit->sets;
    const struct cox_cells *cells = &fit->state.cells;
    const struct design *design = &fit->in_order.design;
    size_t first = sets->stratum_first[stratum], last = sets->stratum_first[stratum + 1];
    struct cox_curve curve = curve_new(last - first, arena);
    struct arena scratch = {0};
    double *d = ARENA_ARRAY(&scratch, double, fit->p + 1), eta = 0, variance = 0, hazard = 0;
    for (size_t c = 0; c < design->n_columns; c++) eta += c == design->intercept ? 0 : x[c] * fit->beta[c];
    double ratio = exp(eta);
    for (size_t c = first; c < last; c++) {
        size_t row = c - first;
        hazard += cells->hazard[c];
        variance += cells->weight[c] * cells->q0[c];
        double se = ratio * sqrt(variance + part_of_beta(fit, means->lived + c * design->stride, x, hazard, d));
        curve.time[row] = sets->day[c];
        curve.hazard[row] = ratio * hazard;
        curve.survival[row] = exp(-ratio * hazard);
        curve.std_error[row] = curve.survival[row] * se;
        km_limits(curve.survival[row], se, scale, &curve.lower[row], &curve.upper[row]);
    }
    arena_free(&scratch);
    return curve;
}
