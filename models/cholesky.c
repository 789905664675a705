#include "models/cholesky.h"

#include <math.h>
#include <string.h>

/* Sum of products, in eight lanes added up in order: quick, and the same wherever it runs. */
static double dot(const double *a, const double *b, size_t n) {
    enum { LANES = 8 };
    double lanes[LANES] = {0}, sum = 0;
    size_t whole = n / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        for (size_t l = 0; l < LANES; l++) lanes[l] += a[i + l] * b[i + l];
    }
    for (size_t l = 0; l < LANES; l++) sum += lanes[l];
    for (size_t i = whole; i < n; i++) sum += a[i] * b[i];
    return sum;
}

size_t cholesky_factor(double *a, size_t p, double tolerance, bool *aliased) {
    size_t rank = 0;
    for (size_t j = 0; j < p; j++) {
        double diagonal = a[j * p + j], pivot = diagonal - dot(a + j * p, a + j * p, j);
        aliased[j] = !(pivot > tolerance * diagonal) || diagonal <= 0;
        double root = aliased[j] ? 0 : sqrt(pivot);
        rank += !aliased[j];
        a[j * p + j] = root;
        for (size_t i = j + 1; i < p; i++) {
            double rest = a[i * p + j] - dot(a + i * p, a + j * p, j);
            a[i * p + j] = aliased[j] ? 0 : rest / root;
        }
        if (aliased[j]) memset(a + j * p, 0, j * sizeof *a);
        memset(a + j * p + j + 1, 0, (p - j - 1) * sizeof *a);
    }
    return rank;
}

void cholesky_solve(const double *l, size_t p, const bool *aliased, double *b) {
    for (size_t i = 0; i < p; i++) {
        if (aliased[i]) {
            b[i] = 0;
            continue;
        }
        for (size_t k = 0; k < i; k++) b[i] -= l[i * p + k] * b[k];
        b[i] /= l[i * p + i];
    }
    for (size_t i = p; i-- > 0;) {
        if (aliased[i]) continue;
        for (size_t k = i + 1; k < p; k++) b[i] -= l[k * p + i] * b[k];
        b[i] /= l[i * p + i];
    }
}

void cholesky_inverse(const double *l, size_t p, const bool *aliased, double *inverse) {
    memset(inverse, 0, p * p * sizeof *inverse);
    for (size_t j = 0; j < p; j++) {
        if (aliased[j]) continue;
        double *row = inverse + j * p; /* the inverse is symmetric: solve for its row j */
        row[j] = 1;
        cholesky_solve(l, p, aliased, row);
    }
}
