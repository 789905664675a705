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

double *scopes_apart(const struct outlook *outlook, const struct scenario *scenarios, size_t n, double enough, struct arena *arena) {
    double *apart = ARENA_ARRAY(arena, double, n + 1);
    for (size_t s = 0; s < n; s++) {
        double outside = scenarios[s].n_members ? 0 : people_outside(outlook, &scenarios[s], enough);
        apart[s] = outside > 0 && outside < enough ? outside : (double)INFINITY;
        for (size_t before = 0; before < s && !scenarios[s].n_members; before++) {
            double people = scenarios[before].n_members ? 0 : people_between(outlook, &scenarios[s], &scenarios[before], enough);
            if (people > 0 && people < enough) apart[s] = fmin(apart[s], people);
        }
    }
    return apart;
}

/* --- scopes made of groups --------------------------------------------------------------------------------------------------- */

static double people_in(const struct outlook *outlook, const struct scenario *s) {
    double people = 0;
    for (size_t i = 0; i < outlook->people.n; i++) people += reaches(outlook, s, i);
    return people;
}

/* Which groups the scope holds whole; false where it parts one, or holds somebody of no group. Mostly the first few people tell. */
static bool holds_whole(const struct outlook *outlook, const struct scenario *s, const struct forecast_grouping *grouping, uint8_t *in) {
    enum { UNSEEN, INSIDE, OUTSIDE };
    for (size_t i = 0; i < outlook->people.n; i++) {
        uint32_t code = values_code(grouping->group, i);
        uint8_t where = reaches(outlook, s, i) ? INSIDE : OUTSIDE;
        if ((!code && where == INSIDE) || (in[code] != UNSEEN && in[code] != where)) return false;
        in[code] = where;
    }
    for (size_t level = 0; level <= grouping->n_groups; level++) in[level] = in[level] == INSIDE;
    return true;
}

/* Where the scope is made of whole groups of a segment, its cell is their sum. */
static void tie_to_groups(const struct outlook *outlook, const struct scenario *s, size_t g, uint32_t cell, const uint32_t *heads, struct ledger *ledger) {
    const struct forecast_grouping *grouping = &outlook->people.groupings[g];
    struct arena scratch = {0};
    uint8_t *in = ARENA_ARRAY(&scratch, uint8_t, grouping->n_groups + 1);
    if (holds_whole(outlook, s, grouping, in)) {
        ledger_sum(ledger);
        ledger_term(ledger, cell, -1);
        for (size_t level = 1; level <= grouping->n_groups; level++) {
            if (in[level]) ledger_term(ledger, heads[level], 1);
        }
    }
    arena_free(&scratch);
}

static uint32_t cell_of(const struct outlook *outlook, const struct scenario *s, const bool *told, uint32_t *const *heads, struct report *report) {
    const double WEIGHT = 3; /* less than a department, more than a crossed group */
    struct ledger *ledger = &report->ledger;
    double people = people_in(outlook, s);
    if (people == (double)outlook->people.n) return heads[0][1];
    uint32_t cell = ledger_cell(ledger, NULL, people, report->meta.minimum_cell, WEIGHT, ledger->cells[heads[0][1]].place);
    for (size_t g = 1; s->in_scope && g < outlook->people.n_groupings; g++) {
        if (told[g]) tie_to_groups(outlook, s, g, cell, heads[g], ledger);
    }
    return cell;
}

uint32_t *scopes_cells(const struct outlook *outlook, const struct scenario *scenarios, size_t n, const double *apart, const bool *told, uint32_t *const *heads, struct report *report) {
    uint32_t *cells = ARENA_ARRAY(report->arena, uint32_t, n + 1);
    for (size_t s = 0; s < n; s++) { /* combinations stand behind their members */
        const struct scenario *scenario = &scenarios[s];
        uint32_t *parts = ARENA_ARRAY(report->arena, uint32_t, scenario->n_members + 1);
        for (size_t k = 0; k < scenario->n_members; k++) parts[k] = cells[scenario->members[k]];
        bool few = apart[s] < report->meta.minimum_cell;
        cells[s] = scenario->n_members ? ledger_derived(&report->ledger, parts, scenario->n_members) : few ? LEDGER_NEVER_TOLD : cell_of(outlook, scenario, told, heads, report);
    }
    return cells;
}
