/* scenarios.h: what scenario.c shares with the tornado and the portfolio: one future worked out at given values. For scenario*.c and
 * portfolio.c only. */
#ifndef BEHOUD_MODELS_SCENARIOS_H
#define BEHOUD_MODELS_SCENARIOS_H

#include "models/cohorts.h"

/* Everything that is uncertain, at one value each. */
struct future {
    double *kappa;                 /* [cause] */
    const struct cost_unit *units; /* [cost model] */
    const double *gains;           /* [cost model][3] */
    double *ratio, *spill, *per_head, *fixed, *of_pay, *bend; /* [scenario] */
};

/* Room for one future: its unit costs, the base, and one scenario beside it. */
struct theatre {
    const struct scenario_input *input;
    struct future future;
    double *unit, *filled, *work;  /* [cause][cohort], twice */
    struct cohort_life base, life;
    double *cache;                 /* all of it, as one allocation */
};

/* What one scenario does in that future. */
struct outcome {
    double avoided, variance, saved, moved, programme; /* moved: saved by filling from within, which chance does not touch */
};

void theatre_open(struct theatre *theatre, const struct scenario_input *input, bool by_month);
void theatre_close(struct theatre *theatre);

/* Every value at its mean. */
void theatre_set_means(struct theatre *theatre);

/* The base in the future as it is set; needed anew whenever kappa or units change. */
void theatre_live_base(struct theatre *theatre);

/* The scenarios named, at work together. Afterwards theatre->life is what became of the cohorts. */
struct outcome theatre_play(struct theatre *theatre, const size_t *scenarios, size_t n);

/* A scenario's members, or itself. */
size_t scenario_members(const struct scenario_input *input, size_t scenario, const size_t **members, size_t *own);

/* How far a changed attribute bends: 1 + change / mean, with the mean effect on the logarithm of the hazard kept from 0. */
double scenario_bend(const struct scenario_input *input, size_t scenario, double change);

#endif
