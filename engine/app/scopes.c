#include "engine/app/scopes.h"

#include "engine/app/segment_cells.h"
#include "engine/report/wording.h"

#include <math.h>
#include <string.h>

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
    if (!memcmp(a, b, n)) return 0;
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

/* --- scopes that overlap ----------------------------------------------------------------------------------------------------- */

/* People by which of the scopes reach them: [k] a set of scopes, as bits, and how many people. Returns how many sets; SIZE_MAX = too many. */
enum { SCOPES_MOST = 64, SETS_MOST = 512 };
struct overlap {
    uint64_t scopes;
    double people;
};

static size_t find_overlaps(uint8_t *const *in, size_t people, const uint32_t *own, size_t n, struct overlap *sets) {
    size_t found = 0, last = 0;
    if (n > SCOPES_MOST) return SIZE_MAX;
    for (size_t i = 0; i < people; i++) {
        uint64_t scopes = 0;
        for (size_t s = 0; s < n; s++) scopes |= own[s] != LEDGER_NEVER_TOLD ? (uint64_t)in[s][i] << s : 0;
        if (!found || sets[last].scopes != scopes) { /* neighbours are mostly alike */
            for (last = 0; last < found && sets[last].scopes != scopes; last++) continue;
            if (last == SETS_MOST) return SIZE_MAX;
            if (last == found) sets[found++] = (struct overlap){scopes, 0};
        }
        sets[last].people++;
    }
    return found;
}

/* Scopes overlap: by sums and differences of three, few people may be found that no two tell. Each scope is a sum of those that the same scopes
 * reach, whom no table shows. Where they overlap in too many ways for that, the last ones are not told. */
static void tie_overlaps(uint8_t *const *in, size_t people, uint32_t *own, size_t n, uint32_t everybody, struct report *report) {
    struct overlap sets[SETS_MOST];
    uint32_t cells[SETS_MOST];
    struct ledger *ledger = &report->ledger;
    size_t found, told = n;
    for (; (found = find_overlaps(in, people, own, told, sets)) == SIZE_MAX; told--) own[told - 1] = LEDGER_NEVER_TOLD;
    if (told < n) report_note(report, "privacy", say(report, "The last %zu scenarios are not told: they overlap with those before them in too many ways. Give fewer in one job.", "De laatste %zu scenario's worden niet getoond: ze overlappen die ervoor op te veel manieren. Geef er minder in één opdracht."), n - told);
    for (size_t k = 0; k < found; k++) cells[k] = ledger_unseen(ledger, sets[k].people, report->meta.minimum_cell, ledger->cells[everybody].place);
    for (size_t s = 0; s <= told; s++) {
        uint32_t sum = s < told ? own[s] : everybody;
        if (sum == LEDGER_NEVER_TOLD || (s < told && sum == everybody)) continue;
        ledger_sum(ledger);
        ledger_term(ledger, sum, -1);
        for (size_t k = 0; k < found; k++) {
            if (s == told || sets[k].scopes >> s & 1) ledger_term(ledger, cells[k], 1);
        }
    }
}

/* By how few people a scope may be told apart from everybody, from the scopes before it, or from groups. */
static double people_apart(const struct outlook *outlook, uint8_t *const *in, size_t s, const bool *told, double enough) {
    double apart = INFINITY, outside = people_outside(in[s], outlook->people.n, enough);
    note_few(&apart, outside, enough);
    for (size_t before = 0; before < s; before++) note_few(&apart, people_between(in[s], in[before], outlook->people.n, enough), enough);
    return outside > 0 ? fmin(apart, segment_people_apart(&outlook->study, outlook->segments, outlook->n_segments, told, in[s], enough, true)) : apart;
}

/* The same of those whom it spills over to, where the job says who: what it does to them is all that it may do. */
static double spilled_apart(const struct outlook *outlook, const struct scenario *scenario, const uint8_t *in, const bool *told, double enough) {
    struct arena scratch = {0};
    size_t n = outlook->people.n;
    double people = 0, apart = INFINITY;
    if (!scenario->spills || !scenario->spill_scope) return apart;
    uint8_t *reached = ARENA_ARRAY(&scratch, uint8_t, n + 1);
    for (size_t i = 0; i < n; i++) people += reached[i] = scenario->spill_scope[i] && !in[i];
    note_few(&apart, people, enough);
    note_few(&apart, people_outside(reached, n, enough), enough);
    if (people > 0 && people < (double)n) apart = fmin(apart, segment_people_apart(&outlook->study, outlook->segments, outlook->n_segments, told, reached, enough, true));
    arena_free(&scratch);
    return apart;
}

struct scopes scopes_of(const struct outlook *outlook, const struct scenario *scenarios, size_t n, const bool *told, uint32_t *const *heads, struct report *report) {
    struct arena scratch = {0};
    struct scopes scopes = {ARENA_ARRAY(report->arena, double, n + 1), ARENA_ARRAY(report->arena, uint32_t, n + 1)};
    uint8_t **in = mark_scopes(outlook, scenarios, n, &scratch);
    double enough = report->meta.minimum_cell;
    uint32_t *own = ARENA_ARRAY(&scratch, uint32_t, n + 1), *parts = ARENA_ARRAY(&scratch, uint32_t, n + 2);
    for (size_t s = 0; s < n; s++) {
        scopes.apart[s] = fmin(people_apart(outlook, in, s, told, enough), spilled_apart(outlook, &scenarios[s], in[s], told, enough));
        bool few = scopes.apart[s] < enough, all = people_outside(in[s], outlook->people.n, 1) == 0;
        own[s] = few ? LEDGER_NEVER_TOLD : all ? heads[0][1] : segment_cell_of_set(&outlook->study, outlook->segments, outlook->n_segments, told, heads, in[s], NULL, report);
    }
    if (n) tie_overlaps(in, outlook->people.n, own, n, heads[0][1], report);
    for (size_t s = 0; s < n; s++) { /* of a combination, its members' too */
        size_t m = 0;
        if (own[s] == LEDGER_NEVER_TOLD) scopes.apart[s] = fmin(scopes.apart[s], 1);
        parts[m++] = own[s];
        for (size_t k = 0; k < scenarios[s].n_members; k++) parts[m++] = own[scenarios[s].members[k]];
        scopes.cells[s] = m > 1 ? ledger_derived(&report->ledger, parts, m) : own[s];
    }
    arena_free(&scratch);
    return scopes;
}
