/* gray.h: does the share that leaves for one cause differ between groups, when other causes compete?
 *
 * Gray (1988), Ann. Statist. 16:1141, with rho = 0 and the variance of its section 3, as cmprsk's cuminc has it: a log-rank test
 * of the subdistribution hazards, each group's risk set being those at risk times (1 - F)/S just before. Its theory is for
 * observation from the start: with late entry there is no test. O(spells + days with exits x groups^3). */
#ifndef BEHOUD_MODELS_GRAY_H
#define BEHOUD_MODELS_GRAY_H

#include "models/spells.h"

enum { GRAY_GROUPS_MOST = 60 };

struct gray {
    size_t n_groups;            /* groups with anyone in them */
    double chisq, df, p_value;  /* NaN with late entry, fewer than two groups, or more than GRAY_GROUPS_MOST */
};

/* spells->event holds the cause; the groups are the spells' strata. With within (by spell, 1 .. n_within, 0 = left out; NULL =
 * all in 1) the groups are compared within each of them. */
struct gray gray_test(const struct spells *spells, const uint32_t *within, size_t n_within, uint8_t cause);

#endif
