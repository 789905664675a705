/* synth_truth.h: the coefficients of the synthetic workforce, in log-odds of leaving voluntarily in a month. */
#ifndef BEHOUD_DATASETS_SYNTH_TRUTH_H
#define BEHOUD_DATASETS_SYNTH_TRUTH_H

#include "engine/base/text.h"

#include <stdint.h>

struct synth_level {
    const char *name;
    double share, effect; /* share: relative frequency */
};

enum { SYNTH_DEPARTMENTS = 10, SYNTH_FAMILIES = 6, SYNTH_LEVELS = 4, SYNTH_LOCATIONS = 5, SYNTH_GENDERS = 3, SYNTH_BANDS = 12 };

struct synth_truth {
    double intercept, involuntary_intercept;
    struct synth_level departments[SYNTH_DEPARTMENTS], families[SYNTH_FAMILIES], levels[SYNTH_LEVELS],
        locations[SYNTH_LOCATIONS], genders[SYNTH_GENDERS];
    double level_pay[SYNTH_LEVELS];
    int32_t band_from[SYNTH_BANDS]; /* tenure days at the month's start */
    double band_effect[SYNTH_BANDS];
    double engagement, performance, absence_days, log_salary, remote_days; /* per unit */
    double involuntary_performance;
    double pension_at, pension_after; /* hazard a month in the year of the pension age, and later */
    double season[4];      /* by calendar quarter */
    double manager_spread; /* standard deviation of a manager's effect */
    double early_share;    /* hired before observation began */
    double rehired_share;  /* of those who resign */
    double missing_engagement;
};

extern const struct synth_truth SYNTH_TRUTH;

/* As JSON, with `seed` and the plan. */
void synth_truth_json(size_t employees, int years, uint64_t seed, struct text *out);

#endif
