#include "engine/app/scopes.h"

#include <math.h>

/* In scope today, or at some time within the horizon. */
static bool reaches(const struct outlook *outlook, const struct scenario *s, size_t i) {
    double tenure = outlook->people.tenure[i], until = tenure + 30.4375 * (double)outlook->people.months;
    return (!s->in_scope || s->in_scope[i]) && tenure < s->tenure_to && until >= s->tenure_from;
}

static double people_between(const struct outlook *outlook, const struct scenario *a, const struct scenario *b, double enough) {
    double people = 0;
    if (a->in_scope == b->in_scope && a->tenure_from == b->tenure_from && a->tenure_to == b->tenure_to) return 0;
    for (size_t i = 0; i < outlook->people.n && people < enough; i++) people += reaches(outlook, a, i) != reaches(outlook, b, i);
    return people;
}

/* Everybody but a few. */
static double people_outside(const struct outlook *outlook, const struct scenario *s, double enough) {
    double people = 0;
    for (size_t i = 0; i < outlook->people.n && people < enough; i++) people += !reaches(outlook, s, i);
    return people;
}

/* Of a scope made of whole groups of a segment, the people in groups that are too small to be told: the others can be taken off. */
static double people_in_small(const struct outlook *outlook, const struct scenario *s, size_t g, double enough, struct arena *arena) {
    const struct forecast_grouping *grouping = &outlook->people.groupings[g];
    double *all = ARENA_ARRAY(arena, double, grouping->n_groups + 1), *in = ARENA_ARRAY(arena, double, grouping->n_groups + 1), people = 0;
    for (size_t i = 0; i < outlook->people.n; i++) {
        uint32_t code = values_code(grouping->group, i);
        all[code]++;
        in[code] += reaches(outlook, s, i);
    }
    for (size_t level = 1; level <= grouping->n_groups; level++) {
        if (in[level] > 0 && in[level] < all[level]) return 0;
        if (all[level] < enough) people += in[level];
    }
    return people;
}

static double people_told_apart(const struct outlook *outlook, const struct scenario *s, double enough, struct arena *arena) {
    double outside = people_outside(outlook, s, enough), least = outside > 0 && outside < enough ? outside : (double)INFINITY;
    for (size_t g = 1; s->in_scope && g < outlook->people.n_groupings; g++) {
        double small = people_in_small(outlook, s, g, enough, arena);
        if (small > 0 && small < enough) least = fmin(least, small);
    }
    return least;
}

double *scopes_apart(const struct outlook *outlook, const struct scenario *scenarios, size_t n, double enough, struct arena *arena) {
    double *apart = ARENA_ARRAY(arena, double, n + 1);
    for (size_t s = 0; s < n; s++) {
        struct arena scratch = {0};
        apart[s] = scenarios[s].n_members ? (double)INFINITY : people_told_apart(outlook, &scenarios[s], enough, &scratch);
        arena_free(&scratch);
        for (size_t before = 0; before < s && !scenarios[s].n_members; before++) {
            double people = scenarios[before].n_members ? 0 : people_between(outlook, &scenarios[s], &scenarios[before], enough);
            if (people > 0 && people < enough) apart[s] = fmin(apart[s], people);
        }
    }
    return apart;
}
