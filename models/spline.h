/* spline.h: natural (restricted) cubic splines: smooth, and straight beyond the outer knots, where data are thin.
 *
 * The basis of Harrell (2001), Regression Modeling Strategies, sec. 2.4.5: function 0 is x itself, so a column of zeros in the
 * others means a straight line; each is set free of those before it over the values given, so that none repeats another. With K
 * knots they span what R's ns() spans with the outer two as boundary knots. */
#ifndef BEHOUD_MODELS_SPLINE_H
#define BEHOUD_MODELS_SPLINE_H

#include <stdbool.h>
#include <stddef.h>

enum { SPLINE_KNOTS_LEAST = 3, SPLINE_KNOTS_MOST = 7 };

struct spline {
    size_t n_knots;
    double knots[SPLINE_KNOTS_MOST]; /* rising */
    double mix[SPLINE_KNOTS_MOST][SPLINE_KNOTS_MOST]; /* function j = its own part less mix[j][k] times function k before it */
    double size[SPLINE_KNOTS_MOST];                   /* ... divided by this */
};

/* Knots at Harrell's quantiles of x[0 .. n), which is put in order and holds no NaN. false when too few values differ for them. */
bool spline_place(struct spline *spline, size_t n_knots, double *x, size_t n);

/* Function j of n_knots - 1 at x; NaN at NaN. */
double spline_basis(const struct spline *spline, size_t j, double x);

#endif
