/* wald.h: tests that coefficients are nothing, and covariances that allow for what goes together; for any model. */
#ifndef BEHOUD_MODELS_WALD_H
#define BEHOUD_MODELS_WALD_H

#include <stdbool.h>
#include <stddef.h>

/* b' V^-1 b over the coefficients asked for, V their part of the p x p covariance; *df = how many count. O(p^3). */
double wald_by_covariance(const double *covariance, size_t p, const double *b, const bool *asked, double *df);

/* The same by the information over the coefficients in `usable`, never inverted: the last digits are right for columns that are
 * nearly alike. */
double wald_by_information(const double *information, size_t p, const double *b, const bool *usable, const bool *asked, double *df);

/* V M V for a covariance V and the sum M of the clusters' squared scores, of which the lower triangle is read (Liang & Zeger 1986,
 * Biometrika 73:13). O(p^3). */
void wald_sandwich(const double *covariance, const double *meat, size_t p, double *out);

#endif
