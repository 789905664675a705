/* validation.h: does a model deserve belief? Measures over scores and what became of them.
 *
 * AUC with the error of DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44:837, from exact ranks, ties counted half; Brier (1950)
 * score and its parts (Murphy 1973, J. Appl. Meteor. 12:595) over tenths of the risk; calibration intercept and slope (Cox 1958,
 * Biometrika 45:562); the test of Hosmer & Lemeshow (1980, Commun. Stat. A9:1043) over the same tenths, cut at R's quantiles of type 7;
 * share of events in the tenth at highest risk, rows tied at its edge by their share. Every row counts once. O(rows). */
#ifndef BEHOUD_MODELS_VALIDATION_H
#define BEHOUD_MODELS_VALIDATION_H

#include "models/scores.h"

enum { VALIDATION_GROUPS = 10 };

struct validation {
    double n, n_events, expected;                 /* rows, events, and events expected of them */
    double auc, auc_se, auc_lower, auc_upper;     /* NaN without both events and others */
    double brier, reliability, resolution, uncertainty;
    double calibration_intercept, calibration_slope, calibration_slope_se; /* 0 and 1 are right; intercept: log-odds, with slope 1 */
    double hosmer_lemeshow, hosmer_lemeshow_df, hosmer_lemeshow_p; /* NaN with fewer than three groups */
    double top_precision, top_lift;
    double tjur;                                  /* mean risk of the events less that of the others (Tjur 2009, Am. Stat. 63:366) */
};

/* A tenth of the rows by risk, with the share of events and its exact 95 % limits (Clopper & Pearson 1934, Biometrika 26:404). */
struct validation_group {
    double rows, events, expected, from, to, share, lower, upper;
};

struct validation validation_of(const struct scores *scores);

/* Of it the numbers, what was expected and the AUC alone. */
struct validation validation_ranks(const struct scores *scores);

/* The groups, fewer where risks tie; returns how many. */
size_t validation_groups(const struct scores *scores, struct validation_group groups[VALIDATION_GROUPS]);

/* The population stability index between shares of two populations over n classes: the sum of (a - b) log(a / b); of empty classes
 * half a head (Siddiqi 2006, Credit Risk Scorecards). Under .1 stable, over .25 another population. */
double validation_drift(const double *before, const double *now, size_t n);

#endif
