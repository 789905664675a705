/* theatre.h: one future, worked out at given values, and what scenarios do in it. For scenario*.c,
 * theatre.c, tornado.c and portfolio.c only. */
#ifndef BEHOUD_MODELS_THEATRE_H
#define BEHOUD_MODELS_THEATRE_H

#include "models/cohorts.h"

/* Everything that is uncertain, at one value each. */
struct future {
    double *kappa;                 /* [cause] */
    const struct cost_unit *units; /* [cost model] */
    const double *gains;           /* [cost model][3] */
    double *ratio, *spill, *per_head, *fixed, *of_pay, *bend; /* [scenario] */
};

/* Scenarios to be played together, on the cohorts that they reach. */
struct cast {
    const size_t *scenarios;
    size_t n;
    struct cohorts cohorts;
    uint32_t *index; /* [cohort of the part] which of all it is */
    double who;      /* variance of what one that is kept would have cost, over its square, at the mean of everything */
};

/* Room for one future: its unit costs, the base, and one scenario beside it. */
struct theatre {
    const struct scenario_input *input;
    struct future future;
    double *unit, *own_unit, *filled, *work; /* [cause][cohort]: of all; of the part played; of the part, filled from within */
    struct cohort_life base, life;
    double *cache;                 /* all of it, as one allocation */
};

/* What one scenario does in that future. */
struct outcome {
    double avoided, saved; /* what it keeps less what it loses, in people and in money */
    double kept, kept_variance, kept_saved, lost, lost_variance, lost_saved; /* of those whose risk falls; of those whose risk rises, as more leavers and as a saving below 0 */
    double moved;          /* saved by filling from within, which chance does not touch */
    double programme;
};

void theatre_open(struct theatre *theatre, const struct scenario_input *input, bool by_month);
void theatre_close(struct theatre *theatre);

/* Every value at its mean. */
void theatre_set_means(struct theatre *theatre);

/* The base in the future as it is set; needed anew whenever kappa or units change. */
void theatre_live_base(struct theatre *theatre);

/* The scenarios of one entry, or those named. O(cohorts x months x causes). */
struct cast cast_of(const struct scenario_input *input, size_t scenario, struct arena *arena);
struct cast cast_make(const struct scenario_input *input, const size_t *scenarios, size_t n, struct arena *arena);

/* The scenarios at work together. Afterwards theatre->life is what became of the part of the cohorts that they reach. */
struct outcome theatre_play(struct theatre *theatre, const struct cast *cast);

/* Months in which it works, and the first of them. */
double scenario_active(const struct scenario_input *input, const struct scenario *scenario, size_t *first);

/* What a scenario costs in month m: once for everybody there when it begins and for whoever comes later, and as a share of pay while it works. */
double theatre_spent(const struct theatre *theatre, size_t scenario, size_t m);

/* scenario_means.c: fills in all that is told at the mean of everything. */
void scenario_tell_means(const struct scenario_input *input, const struct cast *casts, struct scenario_effect *effects, struct arena *arena);

/* How far a changed attribute bends: 1 + change / mean, with the mean effect on the logarithm of the hazard kept from 0. */
double scenario_bend(const struct scenario_input *input, size_t scenario, double change);

#endif
