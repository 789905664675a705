#include "models/logistic_kernel.h"

#include <stdint.h>
#include <string.h>

enum { LANES = 8 };

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define FOR_SEVERAL_PROCESSORS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_SEVERAL_PROCESSORS
#endif

/* exp(-a) for a >= 0; a is cut at 708, below which the result is no smaller than the least normal number. */
static inline double exp_minus(double a) {
    const double shift = 0x1.8p52, ln2_high = 0x1.62e42fefa3800p-1, ln2_low = 0x1.ef35793c76730p-45;
    a = a < 708 ? a : 708;
    double t = a * 1.4426950408889634 + shift, n = t - shift;
    double r = (n * ln2_high - a) + n * ln2_low; /* -a + n ln 2, within half of ln 2 */
    double p = 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    int64_t bits;
    memcpy(&bits, &t, sizeof bits);
    int64_t power = (1023 - (bits & 0xFFFF)) << 52; /* the low bits of t hold n */
    double scale;
    memcpy(&scale, &power, sizeof scale);
    return p * scale;
}

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
double logistic_rows(const struct logistic_rows *rows) {
    double lanes[LANES] = {0}, sum = 0;
    const double *restrict eta = rows->eta, *restrict y = rows->y, *restrict weight = rows->weight;
    double *restrict mu = rows->mu, *restrict w = rows->w, *restrict residual = rows->residual;
    for (size_t i = 0; i < rows->n; i += LANES) {
        double gain[LANES];
#pragma omp simd
        for (size_t l = 0; l < LANES; l++) {
            double x = eta[i + l], a = x < 0 ? -x : x, t = exp_minus(a), inverse = 1 / (1 + t);
            double m = x < 0 ? t * inverse : inverse;
            mu[i + l] = m;
            w[i + l] = weight[i + l] * t * inverse * inverse;
            residual[i + l] = weight[i + l] * (y[i + l] - m);
            gain[l] = weight[i + l] * (y[i + l] * x - (x < 0 ? 0 : x) - log1p_unit(t));
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
