#include "models/spline.h"

#include "engine/base/values.h"

#include <math.h>
#include <stdlib.h>

/* Harrell (2001), table 2.3. */
static const double SHARES[][SPLINE_KNOTS_MOST] = {{0.1, 0.5, 0.9},
                                                   {0.05, 0.35, 0.65, 0.95},
                                                   {0.05, 0.275, 0.5, 0.725, 0.95},
                                                   {0.05, 0.23, 0.41, 0.59, 0.77, 0.95},
                                                   {0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975}};

static double quantile(const double *x, size_t n, double share) {
    double at = share * (double)(n - 1);
    size_t below = (size_t)floor(at);
    double rest = at - (double)below;
    return below + 1 < n ? x[below] + rest * (x[below + 1] - x[below]) : x[below];
}

static double cubed(double x) { return x > 0 ? x * x * x : 0; }

/* Harrell's function j, j > 0. */
static double raw(const struct spline *spline, size_t j, double x) {
    const double *t = spline->knots;
    size_t last = spline->n_knots - 1;
    double width = t[last] - t[last - 1], range = t[last] - t[0];
    double beyond = cubed(x - t[last]) * (t[last - 1] - t[j - 1]) - cubed(x - t[last - 1]) * (t[last] - t[j - 1]);
    return (cubed(x - t[j - 1]) + beyond / width) / (range * range);
}

double spline_basis(const struct spline *spline, size_t j, double x) {
    double functions[SPLINE_KNOTS_MOST];
    if (j == 0 || isnan(x)) return x;
    functions[0] = x;
    for (size_t i = 1; i <= j; i++) {
        double y = raw(spline, i, x);
        for (size_t k = 0; k < i; k++) y -= spline->mix[i][k] * functions[k];
        functions[i] = y / spline->size[i];
    }
    return functions[j];
}

/* Sums of function j about its mean, times what `other` is about its own: a covariance but for the number of values. */
static double moment(const struct spline *spline, const double *x, size_t n, size_t j, size_t other) {
    double mean = 0, mean_other = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        mean += spline_basis(spline, j, x[i]) / (double)n;
        mean_other += spline_basis(spline, other, x[i]) / (double)n;
    }
    for (size_t i = 0; i < n; i++) sum += (spline_basis(spline, j, x[i]) - mean) * (spline_basis(spline, other, x[i]) - mean_other);
    return sum;
}

/* Gram and Schmidt's way, twice over: once leaves what rounding leaves. Many values are looked at in steps. */
static bool set_free(struct spline *spline, const double *x, size_t n) {
    for (size_t j = 1; j + 1 < spline->n_knots; j++) {
        spline->size[j] = 1;
        for (int round = 0; round < 2; round++) {
            for (size_t k = 0; k < j; k++) spline->mix[j][k] += moment(spline, x, n, j, k) / moment(spline, x, n, k, k);
        }
        double size = sqrt(moment(spline, x, n, j, j) / (double)n), range = spline->knots[spline->n_knots - 1] - spline->knots[0];
        if (!(size > 1e-9 * range)) return false; /* among these values it repeats those before it */
        spline->size[j] = size;
    }
    return true;
}

bool spline_place(struct spline *spline, size_t n_knots, double *x, size_t n) {
    enum { LOOKED_AT_MOST = 2000 };
    double few[LOOKED_AT_MOST];
    size_t m = n < LOOKED_AT_MOST ? n : LOOKED_AT_MOST;
    *spline = (struct spline){.n_knots = n_knots};
    if (n == 0) return false;
    qsort(x, n, sizeof *x, values_compare);
    for (size_t k = 0; k < n_knots; k++) {
        spline->knots[k] = quantile(x, n, SHARES[n_knots - SPLINE_KNOTS_LEAST][k]);
        if (k && spline->knots[k] <= spline->knots[k - 1]) return false;
    }
    for (size_t i = 0; i < m; i++) few[i] = x[i * n / m];
    return set_free(spline, few, m);
}
