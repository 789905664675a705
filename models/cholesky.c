#include "models/cholesky.h"

#include <math.h>
#include <string.h>

size_t cholesky_factor(double *a, size_t p, double tolerance, bool *aliased) {
    size_t rank = 0;
    for (size_t j = 0; j < p; j++) {
        double diagonal = a[j * p + j], pivot = diagonal;
        for (size_t k = 0; k < j; k++) pivot -= a[j * p + k] * a[j * p + k];
        aliased[j] = !(pivot > tolerance * diagonal) || diagonal <= 0;
        double root = aliased[j] ? 0 : sqrt(pivot);
        rank += !aliased[j];
        a[j * p + j] = root;
        for (size_t i = j + 1; i < p; i++) {
            double sum = a[i * p + j];
            for (size_t k = 0; k < j; k++) sum -= a[i * p + k] * a[j * p + k];
            a[i * p + j] = aliased[j] ? 0 : sum / root;
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
