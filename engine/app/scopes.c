#include "engine/app/scopes.h"

#include "engine/app/segment_cells.h"

#include <math.h>

/* --- whom each reaches ----------------------------------------------------------------------------------------------------- */

/* In scope today, or at some time within the horizon. */
static void mark_scope(const struct outlook *outlook, const struct scenario *s, uint8_t *in) {
    const double horizon = 30.4375 * (double)outlook->people.months;
    for (size_t i = 0; i < outlook->people.n; i++) {
        double tenure = outlook->people.tenure[i];
        in[i] = (!s->in_scope || s->in_scope[i]) && tenure < s->tenure_to && tenure + horizon >= s->tenure_from;
    }
}

/* [scenario][person]; a combination reaches whomever any of its members does, wherever these stand. */
static uint8_t **mark_scopes(const struct outlook *outlook, const struct scenario *scenarios, size_t n, struct arena *arena) {
    uint8_t **in = ARENA_ARRAY(arena, uint8_t *, n + 1);
    for (size_t s = 0; s < n; s++) in[s] = ARENA_ARRAY(arena, uint8_t, outlook->people.n + 1);
    for (size_t s = 0; s < n; s++) {
        if (!scenarios[s].n_members) mark_scope(outlook, &scenarios[s], in[s]);
    }
    for (size_t s = 0; s < n; s++) {
        for (size_t k = 0; k < scenarios[s].n_members; k++) {
            for (size_t i = 0; i < outlook->people.n; i++) in[s][i] |= in[scenarios[s].members[k]][i];
        }
    }
    return in;
}

/* --- by whom they differ ---------------------------------------------------------------------------------------------------- */

static double people_between(const uint8_t *a, const uint8_t *b, size_t n, double enough) {
    double people = 0;
    for (size_t i = 0; i < n && people < enough; i++) people += a[i] != b[i];
    return people;
}

/* Everybody but a few. */
static double people_outside(const uint8_t *in, size_t n, double enough) {
    double people = 0;
    for (size_t i = 0; i < n && people < enough; i++) people += !in[i];
    return people;
}

static void note_few(double *apart, double people, double enough) {
    if (people > 0 && people < enough) *apart = fmin(*apart, people);
}

/* --- scopes made of groups --------------------------------------------------------------------------------------------------- */

static uint32_t cell_of(const struct outlook *outlook, const uint8_t *in, const bool *told, uint32_t *const *heads, struct report *report) {
    const double WEIGHT = 3; /* less than a department, more than a crossed group */
    struct ledger *ledger = &report->ledger;
    size_t n = outlook->people.n;
    double people = 0;
    for (size_t i = 0; i < n; i++) people += in[i];
    if (people == (double)n) return heads[0][1];
    uint32_t cell = ledger_cell(ledger, NULL, people, report->meta.minimum_cell, WEIGHT, ledger->cells[heads[0][1]].place);
    for (size_t g = 1; g < outlook->people.n_groupings; g++) {
        if (told[g]) segment_tie_whole(ledger, cell, outlook->people.groupings[g].group, outlook->people.groupings[g].n_groups, heads[g], in, n);
    }
    return cell;
}

struct scopes scopes_of(const struct outlook *outlook, const struct scenario *scenarios, size_t n, const bool *told, uint32_t *const *heads, struct report *report) {
    struct arena scratch = {0};
    struct scopes scopes = {ARENA_ARRAY(report->arena, double, n + 1), ARENA_ARRAY(report->arena, uint32_t, n + 1)};
    uint8_t **in = mark_scopes(outlook, scenarios, n, &scratch);
    double enough = report->meta.minimum_cell;
    uint32_t *own = ARENA_ARRAY(&scratch, uint32_t, n + 1), *parts = ARENA_ARRAY(&scratch, uint32_t, n + 2);
    for (size_t s = 0; s < n; s++) {
        scopes.apart[s] = INFINITY;
        note_few(&scopes.apart[s], people_outside(in[s], outlook->people.n, enough), enough);
        for (size_t before = 0; before < s; before++) note_few(&scopes.apart[s], people_between(in[s], in[before], outlook->people.n, enough), enough);
        own[s] = scopes.apart[s] < enough ? LEDGER_NEVER_TOLD : cell_of(outlook, in[s], told, heads, report);
    }
    for (size_t s = 0; s < n; s++) { /* of a combination, its members' too */
        size_t m = 0;
        parts[m++] = own[s];
        for (size_t k = 0; k < scenarios[s].n_members; k++) parts[m++] = own[scenarios[s].members[k]];
        scopes.cells[s] = m > 1 ? ledger_derived(&report->ledger, parts, m) : own[s];
    }
    arena_free(&scratch);
    return scopes;
}
