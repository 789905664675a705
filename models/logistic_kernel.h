/* logistic_kernel.h: the arithmetic of a logistic model over many rows at once.
 *
 * Plain C over fixed lanes, compiled for several processors; without contraction and reassociation it gives the same
 * bits on each. log1p on [0, 1]: the series of 2 artanh(t / (2 + t)), within two units in the last place. */
#ifndef BEHOUD_MODELS_LOGISTIC_KERNEL_H
#define BEHOUD_MODELS_LOGISTIC_KERNEL_H

#include "models/tile.h"

/* Rows [0, n) of a tile, n a multiple of 8 (pad with weights and events 0): mu = 1 / (1 + exp(-eta)),
 * w = weights mu (1 - mu), residual = events - weights mu. Returns the log-likelihood
 * sum of events eta - weights log(1 + exp(eta)), added up over 8 lanes in a fixed order. */
double logistic_rows(const struct tile *tile, size_t n);

/* mu alone; any n. */
void logistic_means(size_t n, const double *restrict eta, double *restrict mu);

#endif
