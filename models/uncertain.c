#include "models/uncertain.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Of the logarithm, from P10 and P90. */
static double log_deviation(struct uncertain x) { return log(x.high / x.low) / (2 * gsl_cdf_ugaussian_Pinv(0.9)); }

double uncertain_mean(struct uncertain x) {
    if (is_certain(x)) return x.mode;
    switch (x.shape) {
    case UNCERTAIN_TRIANGULAR: return (x.low + x.mode + x.high) / 3;
    case UNCERTAIN_PERT: return (x.low + 4 * x.mode + x.high) / 6;
    case UNCERTAIN_LOG_NORMAL: return sqrt(x.low * x.high) * exp(log_deviation(x) * log_deviation(x) / 2);
    case UNCERTAIN_UNIFORM: break;
    }
    return (x.low + x.high) / 2;
}

static double triangular_at(struct uncertain x, double u) {
    double width = x.high - x.low;
    if (u < (x.mode - x.low) / width) return x.low + sqrt(u * width * (x.mode - x.low));
    return x.high - sqrt((1 - u) * width * (x.high - x.mode));
}

double uncertain_at(struct uncertain x, double u) {
    double width = x.high - x.low;
    if (is_certain(x)) return x.mode;
    switch (x.shape) {
    case UNCERTAIN_TRIANGULAR: return triangular_at(x, u);
    case UNCERTAIN_PERT: return x.low + width * gsl_cdf_beta_Pinv(u, 1 + 4 * (x.mode - x.low) / width, 1 + 4 * (x.high - x.mode) / width);
    case UNCERTAIN_LOG_NORMAL: return sqrt(x.low * x.high) * exp(log_deviation(x) * gsl_cdf_ugaussian_Pinv(u));
    case UNCERTAIN_UNIFORM: break;
    }
    return x.low + u * width;
}
