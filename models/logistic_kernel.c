#include "models/logistic_kernel.h"

#include "engine/base/processors.h"
#include "models/exponential.h"

enum { LANES = 8 };

/* log(1 + t) for 0 <= t <= 1. */
static inline double log1p_unit(double t) {
    double s = t / (2 + t), z = s * s, p = 1.0 / 33;
    p = p * z + 1.0 / 31;
    p = p * z + 1.0 / 29;
    p = p * z + 1.0 / 27;
    p = p * z + 1.0 / 25;
    p = p * z + 1.0 / 23;
    p = p * z + 1.0 / 21;
    p = p * z + 1.0 / 19;
    p = p * z + 1.0 / 17;
    p = p * z + 1.0 / 15;
    p = p * z + 1.0 / 13;
    p = p * z + 1.0 / 11;
    p = p * z + 1.0 / 9;
    p = p * z + 1.0 / 7;
    p = p * z + 1.0 / 5;
    p = p * z + 1.0 / 3;
    p = p * z + 1.0;
    return 2 * s * p;
}

FOR_SEVERAL_PROCESSORS
double logistic_rows(const struct tile *tile, size_t n) {
    double lanes[LANES] = {0}, sum = 0;
    const double *restrict eta = tile->eta, *restrict events = tile->events, *restrict weights = tile->weights;
    double *restrict mu = tile->mu, *restrict w = tile->w, *restrict residual = tile->residual;
    for (size_t i = 0; i < n; i += LANES) {
        double gain[LANES];
#pragma omp simd
        for (size_t l = 0; l < LANES; l++) {
            double x = eta[i + l], a = x < 0 ? -x : x, t = exp_minus(a), inverse = 1 / (1 + t);
            double m = x < 0 ? t * inverse : inverse;
            mu[i + l] = m;
            w[i + l] = weights[i + l] * t * inverse * inverse;
            residual[i + l] = events[i + l] - weights[i + l] * m;
            gain[l] = events[i + l] * x - weights[i + l] * ((x < 0 ? 0 : x) + log1p_unit(t));
        }
        for (size_t l = 0; l < LANES; l++) lanes[l] += gain[l];
    }
    for (int l = 0; l < LANES; l++) sum += lanes[l];
    return sum;
}

FOR_SEVERAL_PROCESSORS
void logistic_means(size_t n, const double *restrict eta, double *restrict mu) {
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        double x = eta[i], a = x < 0 ? -x : x, t = exp_minus(a), inverse = 1 / (1 + t);
        mu[i] = x < 0 ? t * inverse : inverse;
    }
}
