#include "models/cox_curves.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* d' V d, d the hazard-weighted distance of the risk sets' means from the profile. */
static double part_of_beta(const double *covariance, const double *d, size_t p) {
    double sum = 0;
    for (size_t i = 0; i < p; i++) {
        double row = 0;
        for (size_t j = 0; j < p; j++) row += covariance[i * p + j] * d[j];
        sum += d[i] * row;
    }
    return sum;
}

static struct cox_curve curve_new(size_t n, struct arena *arena) {
    return (struct cox_curve){n, ARENA_ARRAY(arena, int32_t, n + 1), ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n + 1),
                              ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n + 1), ARENA_ARRAY(arena, double, n + 1)};
}

/* What has been lived through so far. */
struct path {
    double hazard, variance, *distance; /* distance: [p] */
};

static void walk_cell(const struct cox_fit *fit, const struct cox_means *means, const double *x, size_t c, struct path *path) {
    const struct design *design = &fit->in_order.design;
    const struct cox_cells *cells = &fit->state.cells;
    const double *lived = means->lived + c * design->stride;
    double eta = -fit->in_order.offset_mean;
    for (size_t j = 0; j < design->n_columns; j++) eta += j == design->intercept ? 0 : x[j] * fit->beta[j];
    double ratio = exp(eta), hazard = cells->hazard[c];
    path->hazard += ratio * hazard;
    path->variance += ratio * ratio * cells->weight[c] * cells->q0[c];
    for (size_t i = 0; i < fit->p; i++) {
        size_t j = fit->column_of[i];
        double mean = lived[j] - (fit->sets->opens[c] ? 0 : lived[j - design->stride]);
        path->distance[i] += ratio * (mean - hazard * x[j]);
    }
}

struct cox_curve cox_curve_of(const struct cox_fit *fit, const double *covariance, const struct cox_means *means, const struct cox_profile *profile, size_t stratum,
                              enum km_scale scale, size_t most, size_t apart, struct arena *arena) {
    const struct risk_sets *sets = fit->sets;
    size_t first = sets->stratum_first[stratum], last = sets->stratum_first[stratum + 1], days = last - first, step = most && days > most ? (days - 1) / most + 1 : 1;
    if (step < apart) step = apart;
    struct cox_curve curve = curve_new(days ? (days - 1) / step + 1 : 0, arena);
    struct arena scratch = {0};
    struct path path = {0, 0, ARENA_ARRAY(&scratch, double, fit->p + 1)};
    for (size_t c = first, band = 0, row = 0; c < last; c++) {
        while (band + 1 < profile->n_bands && sets->day[c] > profile->cuts[band]) band++;
        walk_cell(fit, means, profile->x + band * fit->in_order.design.stride, c, &path);
        if ((last - 1 - c) % step) continue;
        double se = sqrt(path.variance + part_of_beta(covariance ? covariance : fit->covariance, path.distance, fit->p));
        curve.time[row] = sets->day[c];
        curve.hazard[row] = path.hazard;
        curve.survival[row] = exp(-path.hazard);
        curve.std_error[row] = curve.survival[row] * se;
        km_limits(curve.survival[row], se, scale, &curve.lower[row], &curve.upper[row]);
        row++;
    }
    arena_free(&scratch);
    return curve;
}
