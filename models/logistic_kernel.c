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
    static const double REST[] = {1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720,
                                  1.0 / 120,      1.0 / 24,      1.0 / 6,      0.5,         1.0,        1.0};
    for (int i = 0; i < 12; i++) p = p * r + REST[i];
    int64_t bits;
    memcpy(&bits, &t, sizeof bits);
    int64_t power = (1023 - (bits & 0xFFFF)) << 52; /* the low bits of t hold n */
    double scale;
    memcpy(&scale, &power, sizeof scale);
    return p * scale;
}

/* log(1 + t) for 0 <= t <= 1. */
static inline double log1p_unit(double t) {
    double s = t / (2 + t), s2 = s * s, p = 1.0 / 33;
    for (int k = 31; k >= 1; k -= 2) p = p * s2 + 1.0 / k;
    return 2 * s * p;
}

FOR_SEVERAL_PROCESSORS
double logistic_rows(const struct logistic_rows *rows) {
    double lanes[LANES] = {0}, sum = 0;
    const double *eta = rows->eta, *y = rows->y, *weight = rows->weight;
    double *mu = rows->mu, *w = rows->w, *residual = rows->residual;
    for (size_t i = 0; i < rows->n; i += LANES) {
        for (size_t l = i; l < i + LANES; l++) {
            double x = eta[l], a = x < 0 ? -x : x, t = exp_minus(a), inverse = 1 / (1 + t);
            double m = x < 0 ? t * inverse : inverse;
            mu[l] = m;
            w[l] = weight[l] * t * inverse * inverse;
            residual[l] = weight[l] * (y[l] - m);
            lanes[l - i] += weight[l] * (y[l] * x - (x < 0 ? 0 : x) - log1p_unit(t));
        }
    }
    for (int l = 0; l < LANES; l++) sum += lanes[l];
    return sum;
}

FOR_SEVERAL_PROCESSORS
void logistic_means(size_t n, const double *eta, double *mu) {
    for (size_t i = 0; i < n; i++) {
        double x = eta[i], a = x < 0 ? -x : x, t = exp_minus(a), inverse = 1 / (1 + t);
        mu[i] = x < 0 ? t * inverse : inverse;
    }
}
