/* cohort_gathering.h: what the files that make cohorts share. For cohort*.c only. */
#ifndef BEHOUD_MODELS_COHORT_GATHERING_H
#define BEHOUD_MODELS_COHORT_GATHERING_H

#include "models/cohorts.h"

enum { PEOPLE_LEAST = 4096 };

/* Who goes with whom. */
struct assigning {
    const struct cohorts_input *input;
    int coarse;           /* 0 = finest */
    size_t every;         /* looks at each so many-th person only */
    int32_t tenure_bound; /* days, over which tenure matters to no scope */
    uint64_t *key;        /* [source]; 0 = not there */
    uint32_t *cohort;     /* [source] */
    uint32_t *first;      /* [cohort] its first person */
    size_t n;
};

/* cohort_assign.c: numbers everybody's cohort, as fine as there is room for. */
void cohort_assign(struct assigning *assigning, struct arena *scratch);

static inline bool scenario_is_bounded(const struct scenario *s) { return s->tenure_from > 0 || s->tenure_to < INT32_MAX; }

/* cohort_reach.c: the part of month t in which a tenure begun at `tenure` lies within the scope. */
double scenario_within(const struct scenario *scenario, double tenure, size_t t);

/* Is the person in the scope of the scenario at any time while it works? */
bool scenario_reaches(const struct cohorts_input *input, const struct scenario *scenario, size_t person);

/* Whom each scenario reaches of those who come in the place of leavers, as many as come without any scenario. */
void cohort_count_comers(const struct cohorts_input *input, struct cohorts *cohorts, struct arena *arena);

#endif
