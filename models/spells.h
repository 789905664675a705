/* spells.h: spells as the survival models read them. Notation of Therneau & Grambsch (2000), ch. 1-3. */
#ifndef BEHOUD_MODELS_SPELLS_H
#define BEHOUD_MODELS_SPELLS_H

#include "engine/base/arena.h"

#include <stdint.h>

/* n spells at risk in (entry, exit], whole days; event 1 = left (or, for competing exits, the number of the cause), 0 =
 * observation ended. A spell with exit <= entry, or
 * stratum 0, is left out. Read-only. */
struct spells {
    size_t n;
    const int32_t *entry, *exit;
    const uint8_t *event;
    const uint32_t *stratum; /* 1..n_strata; NULL = all in stratum 1 */
    size_t n_strata;
    const double *weight;    /* of each spell, above 0; NULL = 1 */
};

/* The spells of each stratum together: order[first[s] .. first[s + 1]) are those of stratum s, in their own order. */
struct strata {
    uint32_t *order;
    size_t *first; /* indices 1 .. n_strata + 1 are used */
};

/* A counting sort, O(n + strata). */
struct strata strata_of(const struct spells *spells, struct arena *arena);

/* Per day of one stratum: how many leave, how many stop being observed, and how many are at risk (entry < day <= exit), by
 * weight. Arrays of longest + 1. O(spells + days). */
struct day_counts {
    int32_t longest;
    double *events, *censored, *at_risk;
};

/* `longest` < 0 = the stratum's own. Free with day_counts_free. */
struct day_counts day_counts_of(const struct spells *spells, const uint32_t *order, size_t n, int32_t longest);
void day_counts_free(struct day_counts *counts);

#endif
