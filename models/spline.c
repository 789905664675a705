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

bool spline_place(struct spline *spline, size_t n_knots, double *x, size_t n) {
    spline->n_knots = n_knots;
    if (n == 0) return false;
    qsort(x, n, sizeof *x, values_compare);
    for (size_t k = 0; k < n_knots; k++) {
        spline->knots[k] = quantile(x, n, SHARES[n_knots - SPLINE_KNOTS_LEAST][k]);
        if (k && spline->knots[k] <= spline->knots[k - 1]) return false;
    }
    return true;
}

static double cubed(double x) { return x > 0 ? x * x * x : 0; }

double spline_basis(const struct spline *spline, size_t j, double x) {
    if (j == 0 || isnan(x)) return x;
    const double *t = spline->knots;
    size_t last = spline->n_knots - 1;
    double width = t[last] - t[last - 1], range = t[last] - t[0];
    double beyond = cubed(x - t[last]) * (t[last - 1] - t[j - 1]) - cubed(x - t[last - 1]) * (t[last] - t[j - 1]);
    return (cubed(x - t[j - 1]) + beyond / width) / (range * range);
}
