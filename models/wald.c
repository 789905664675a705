#include "models/wald.h"

#include "engine/base/arena.h"
#include "models/cholesky.h"

double wald_by_covariance(const double *covariance, size_t p, const double *b, const bool *asked, double *df) {
    struct arena scratch = {0};
    size_t n = 0, *taken = ARENA_ARRAY(&scratch, size_t, p + 1);
    double *matrix = ARENA_ARRAY(&scratch, double, p * p + 1), *solved = ARENA_ARRAY(&scratch, double, p + 1), wald = 0;
    bool *aliased = ARENA_ARRAY(&scratch, bool, p + 1);
    for (size_t i = 0; i < p; i++) {
        if (asked[i]) taken[n++] = i;
    }
    for (size_t i = 0; i < n; i++) {
        solved[i] = b[taken[i]];
        for (size_t j = 0; j < n; j++) matrix[i * n + j] = covariance[taken[i] * p + taken[j]];
    }
    *df = (double)cholesky_factor(matrix, n, 1e-12, aliased);
    cholesky_solve(matrix, n, aliased, solved);
    for (size_t i = 0; i < n; i++) wald += b[taken[i]] * solved[i];
    arena_free(&scratch);
    return wald;
}

/* With the columns asked for last, the end of the factor L is that of the inverse of their covariance, and the statistic is the
 * length of L' b. */
double wald_by_information(const double *information, size_t p, const double *b, const bool *usable, const bool *asked, double *df) {
    struct arena scratch = {0};
    size_t n = 0, others, *order = ARENA_ARRAY(&scratch, size_t, p + 1);
    double *matrix = ARENA_ARRAY(&scratch, double, p * p + 1), wald = 0;
    bool *aliased = ARENA_ARRAY(&scratch, bool, p + 1);
    for (size_t i = 0; i < p; i++) {
        if (usable[i] && !asked[i]) order[n++] = i;
    }
    others = n;
    for (size_t i = 0; i < p; i++) {
        if (usable[i] && asked[i]) order[n++] = i;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) matrix[i * n + j] = information[order[i] * p + order[j]];
    }
    cholesky_factor(matrix, n, 1e-13, aliased);
    *df = (double)(n - others);
    for (size_t j = others; j < n; j++) {
        double sum = 0;
        for (size_t i = j; i < n; i++) sum += matrix[i * n + j] * b[order[i]];
        wald += sum * sum;
    }
    arena_free(&scratch);
    return wald;
}

void wald_sandwich(const double *covariance, const double *meat, size_t p, double *out) {
    struct arena scratch = {0};
    double *half = ARENA_ARRAY(&scratch, double, p * p + 1);
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            double sum = 0;
            for (size_t k = 0; k < p; k++) sum += covariance[i * p + k] * (k >= j ? meat[k * p + j] : meat[j * p + k]);
            half[i * p + j] = sum;
        }
    }
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            double sum = 0;
            for (size_t k = 0; k < p; k++) sum += half[i * p + k] * covariance[k * p + j];
            out[i * p + j] = sum;
        }
    }
    arena_free(&scratch);
}
