#include "models/spells.h"

#include <stdlib.h>

static uint32_t stratum_of(const struct spells *spells, size_t i) {
    if (spells->exit[i] <= spells->entry[i] || (spells->weight && !(spells->weight[i] > 0))) return 0;
    return spells->stratum ? spells->stratum[i] : 1;
}

struct strata strata_of(const struct spells *spells, struct arena *arena) {
    struct strata strata = {ARENA_ARRAY(arena, uint32_t, spells->n + 1), ARENA_ARRAY(arena, size_t, spells->n_strata + 4)};
    size_t *next = strata.first + 2; /* summed: next[s] is where stratum s ends; filled: where s + 1 ends */
    for (size_t i = 0; i < spells->n; i++) {
        uint32_t s = stratum_of(spells, i);
        if (s) next[s]++;
    }
    for (size_t s = 1; s <= spells->n_strata + 1; s++) next[s] += next[s - 1];
    for (size_t i = 0; i < spells->n; i++) {
        uint32_t s = stratum_of(spells, i);
        if (s) strata.order[next[s - 1]++] = (uint32_t)i;
    }
    return strata;
}

struct day_counts day_counts_of(const struct spells *spells, const uint32_t *order, size_t n, int32_t longest) {
    struct day_counts counts = {.longest = longest};
    for (size_t k = 0; longest < 0 && k < n; k++) {
        if (spells->exit[order[k]] > counts.longest) counts.longest = spells->exit[order[k]];
    }
    if (counts.longest < 0) counts.longest = 0;
    size_t days = (size_t)counts.longest + 1;
    counts.events = calloc(days * 3, sizeof *counts.events);
    if (!counts.events) abort();
    counts.censored = counts.events + days;
    counts.at_risk = counts.censored + days; /* first how many enter, then who is at risk */
    for (size_t k = 0; k < n; k++) {
        uint32_t i = order[k];
        double weight = spells->weight ? spells->weight[i] : 1;
        (spells->event[i] ? counts.events : counts.censored)[spells->exit[i]] += weight;
        counts.at_risk[spells->entry[i]] += weight;
    }
    double inside = 0;
    for (size_t day = 0; day < days; day++) {
        double entering = counts.at_risk[day];
        counts.at_risk[day] = inside; /* whoever enters today is at risk from tomorrow */
        inside = inside + entering - counts.events[day] - counts.censored[day];
    }
    return counts;
}

void day_counts_free(struct day_counts *counts) {
    free(counts->events);
    *counts = (struct day_counts){0};
}
