/* logrank.h: do the groups leave at the same rate?
 *
 * The log-rank test of Mantel (1966) and Peto & Peto (1972), with the hypergeometric covariance; risk sets honour late
 * entry. As R's survdiff where that applies. O(n + event days x groups^2). */
#ifndef BEHOUD_MODELS_LOGRANK_H
#define BEHOUD_MODELS_LOGRANK_H

#include "models/spells.h"

enum { LOGRANK_GROUPS_MOST = 500 };

struct logrank {
    size_t n_groups;            /* groups with anyone in them */
    double chisq, p_value;      /* NaN with fewer than two groups, or more than LOGRANK_GROUPS_MOST */
    double df;
    double *observed, *expected; /* [1 .. n_strata] */
};

struct logrank logrank_test(const struct spells *spells, struct arena *arena);

#endif
