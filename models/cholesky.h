/* cholesky.h: symmetric systems in which columns may repeat each other.
 *
 * Columns are taken in order; one whose pivot falls below `tolerance` of its own diagonal is aliased with those before
 * it and is left out, as R's lm and glm leave out later columns. */
#ifndef BEHOUD_MODELS_CHOLESKY_H
#define BEHOUD_MODELS_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/* Factors the p x p row-major symmetric matrix in place (lower triangle L, L L' = A over the kept columns).
 * aliased[j] is set for columns left out, whose rows and columns become zero. Returns the rank. O(p^3). */
size_t cholesky_factor(double *a, size_t p, double tolerance, bool *aliased);

/* Solves A x = b in place; aliased entries become 0. O(p^2). */
void cholesky_solve(const double *l, size_t p, const bool *aliased, double *b);

/* The inverse of A over the kept columns into `inverse` (p x p), zero elsewhere. O(p^3). */
void cholesky_inverse(const double *l, size_t p, const bool *aliased, double *inverse);

#endif
