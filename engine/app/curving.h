/* curving.h: one curve of the job with its spells, as the tables that are made of it share it. For tables_survival.c and those
 * it calls. */
#ifndef BEHOUD_APP_CURVING_H
#define BEHOUD_APP_CURVING_H

#include "engine/app/risk.h"
#include "engine/report/report.h"
#include "models/kaplan_meier.h"

struct curve {
    const char *name;
    const struct column *levels, *within, *weight; /* levels NULL = everybody */
    const char *within_name;
    uint8_t cause;
    const double *times, *shares;
    size_t n_times, n_shares;
    enum km_scale scale;
    double rho;
    bool pairwise;
    bool fitted[4];     /* by enum distribution */
    double exits_least; /* for fewer there is no fitting; 0 where the job asks for it */
};

struct curving {
    const struct study *study;
    struct report *report;
    const struct curve *curve;
    struct risk risk;
    struct km_curve *km; /* [1 .. n_strata] */
    size_t n_strata;
    const bool *hidden;  /* [1 .. n_strata] too few people */
    struct arena *scratch;
};

const char *curve_stratum(const struct curving *c, size_t stratum);

/* A duration in the unit of the input; NaN where that was days. */
double curve_unit_time(const struct study *study, double day);

/* Of more than this many rows a curve shows an even choice. */
enum { CURVE_DAYS_MOST = 2000 };

/* tables_tests.c: logrank, logrank_pairs, survival_differences */
void tables_tests_begin(struct report *report);
void tables_tests(const struct curving *c);

/* tables_incidence.c: incidence, gray */
void tables_incidence_begin(const struct study *study, struct report *report);
void tables_incidence(const struct curving *c);

/* tables_fitted.c: parametric, parametric_curves */
void tables_fitted_begin(struct report *report);
void tables_fitted(const struct curving *c);

/* tables_hazard.c: hazard, hazard_smooth, early_attrition */
void tables_hazard(const struct study *study, struct report *report);

#endif
