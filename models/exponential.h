/* exponential.h: exp as lanes of it can be worked out side by side: argument reduction by ln 2 in two parts (Cody & Waite 1980)
 * and the Taylor series; within two units in the last place, and the same bits on every processor. */
#ifndef BEHOUD_MODELS_EXPONENTIAL_H
#define BEHOUD_MODELS_EXPONENTIAL_H

#include <stdint.h>
#include <string.h>

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

/* exp(x); x is cut at +-708. */
static inline double exp_both(double x) {
    double t = exp_minus(x < 0 ? -x : x);
    return x < 0 ? t : 1 / t;
}

#endif
