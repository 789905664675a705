/* logistic_kernel.h: the arithmetic of a logistic model over many rows at once.
 *
 * Plain C over fixed lanes, compiled for several processors; without contraction and reassociation it gives the same
 * bits on each. exp: argument reduction by ln 2 in two parts (Cody & Waite 1980) and its Taylor series; log1p on [0, 1]:
 * the series of 2 artanh(t / (2 + t)). Both within two units in the last place. */
#ifndef BEHOUD_MODELS_LOGISTIC_KERNEL_H
#define BEHOUD_MODELS_LOGISTIC_KERNEL_H

#include <stddef.h>

/* mu = 1 / (1 + exp(-eta)), w = mu (1 - mu), residual = y - mu, log_likelihood = sum of y eta - log(1 + exp(eta)),
 * added up over 8 lanes in a fixed order, each row times its weight. n is a multiple of 8: pad with weight 0. */
struct logistic_rows {
    size_t n;
    const double *eta, *y, *weight;
    double *mu, *w, *residual;
};

double logistic_rows(const struct logistic_rows *rows);

/* mu alone; any n. */
void logistic_means(size_t n, const double *restrict eta, double *restrict mu);

#endif
