/* logrank.h: do the groups leave at the same rate?
 *
 * The log-rank test of Mantel (1966) and Peto & Peto (1972), and the G-rho family of Harrington & Fleming (1982), Biometrika
 * 69:553, which weighs a day by S(t-)^rho, S the Kaplan-Meier curve of all; with the hypergeometric covariance, and within strata
 * where asked for. Risk sets honour late entry. As R's survdiff where that applies. */
#ifndef BEHOUD_MODELS_LOGRANK_H
#define BEHOUD_MODELS_LOGRANK_H

#include "models/spells.h"

#include <stdbool.h>

enum { LOGRANK_GROUPS_MOST = 500 };

/* Per day, of each group within each stratum of the test: made once, for any number of tests. */
struct logrank_tally {
    size_t n_groups, n_within;
    struct day_counts *counts; /* [within][group], both from 0; all of one length in a stratum */
};

/* The groups are the spells' strata; within[i] is 1 .. n_within, 0 = left out (NULL = all in 1). O(spells + groups x days). */
struct logrank_tally logrank_tally_of(const struct spells *spells, const uint32_t *within, size_t n_within, struct arena *arena);
void logrank_tally_free(struct logrank_tally *tally);

struct logrank {
    size_t n_groups;            /* groups with anyone in them */
    double chisq, p_value;      /* NaN with fewer than two groups, or more than LOGRANK_GROUPS_MOST */
    double df;
    double *observed, *expected; /* [1 .. n_groups of the tally], weighted */
};

/* Over the groups marked (from 0; NULL = all). O(event days x groups^2). */
struct logrank logrank_of(const struct logrank_tally *tally, const bool *groups, double rho, struct arena *arena);

/* The plain test of the spells' strata. */
struct logrank logrank_test(const struct spells *spells, struct arena *arena);

/* Holm (1979), Scand. J. Statist. 6:65: p-values of n tests made together. NaN ones are left out. */
void holm_adjust(const double *p_values, size_t n, double *adjusted);

#endif
