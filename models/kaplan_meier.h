/* kaplan_meier.h: the share still employed by tenure, and the cumulative hazard, with their uncertainty.
 *
 * Kaplan & Meier (1958), JASA 53:457; Greenwood (1926) errors; limits on the log(-log S), log S or S scale as in
 * Kalbfleisch & Prentice (2002) sec. 1.4; quantiles with Brookmeyer & Crowley (1982), Biometrics 38:29 limits.
 * Weights count how many people a spell stands for. Rows, limits and quantiles as R's survfit gives them. O(n + days) for each stratum, strata side by side. */
#ifndef BEHOUD_MODELS_KAPLAN_MEIER_H
#define BEHOUD_MODELS_KAPLAN_MEIER_H

#include "models/spells.h"

enum km_scale { KM_LOG_LOG, KM_LOG, KM_PLAIN };

/* One row a day on which anyone leaves or stops being observed. NaN = not available (a limit where S is 0 or 1). */
struct km_curve {
    size_t n;           /* spells of the stratum */
    double n_events;    /* its exits, by weight */
    size_t n_rows;
    int32_t seen_from;  /* the first day anyone is at risk after: before it nothing is known (late entry) */
    int32_t *time;      /* days */
    double *n_risk, *n_event, *n_censored;
    double *survival, *std_error; /* of S itself */
    double *lower, *upper;
    double *hazard, *hazard_error; /* cumulative (Nelson 1972, Technometrics 14:945; Aalen 1978), and its error */
};

/* curves[1 .. n_strata]; [0] is not used. Limits of 95 %. */
struct km_curve *km_fit(const struct spells *spells, enum km_scale scale, struct arena *arena);

/* 95 % limits of a survival s whose logarithm has the error se_log; NaN where the scale has none. */
void km_limits(double s, double se_log, enum km_scale scale, double *lower, double *upper);

struct km_value {
    double survival, std_error, lower, upper, n_risk;
};

/* The curve at `time`: the last row not after it; past the last row, not available unless the curve is at 0, nor
 * before anyone is at risk. */
struct km_value km_at(const struct km_curve *curve, double time);

struct km_quantile {
    double time, lower, upper; /* NaN = not reached */
};

/* The tenure by which a share p has left. */
struct km_quantile km_quantile(const struct km_curve *curve, double p);

struct km_mean {
    double mean, std_error;
};

/* The difference of two independent figures, a less b, with its plain normal limits and test. */
struct km_difference {
    double difference, std_error, lower, upper, p_value;
};
struct km_difference km_difference(double a, double a_error, double b, double b_error);

/* Mean days employed up to `until` (restricted mean); the curve is held at its last value. */
struct km_mean km_restricted_mean(const struct km_curve *curve, double until);

#endif
