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

double *scopes_apart(const struct outlook *outlook, const struct scenario *scenarios, size_t n, double enough, struct arena *arena) {
    double *apart = ARENA_ARRAY(arena, double, n + 1);
    for (size_t s = 0; s < n; s++) {
        apart[s] = INFINITY;
        for (size_t before = 0; before < s && !scenarios[s].n_members; before++) {
            double people = scenarios[before].n_members ? 0 : people_between(outlook, &scenarios[s], &scenarios[before], enough);
            if (people > 0 && people < enough) apart[s] = fmin(apart[s], people);
        }
    }
    return apart;
}
